"""Reads return search pages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from padu.merge.sources.check_numbers import currency, decimal
from padu.merge.sources.check_text import choice, clean, platform_id, single_line
from padu.merge.sources.check_time import unix
from padu.merge.sources.tiktok_shop.read_elements import read_elements
from padu.merge.sources.types import Kind, ReadOutcome, SourceAmount, SourceFile, SourceReturn

_TYPES = {name: name for name in ("REFUND", "RETURN_AND_REFUND", "REPLACEMENT")}
_STATUSES = {
    name: name
    for name in (
        "RETURN_OR_REFUND_REQUEST_PENDING",
        "REFUND_OR_RETURN_REQUEST_REJECT",
        "AWAITING_BUYER_SHIP",
        "BUYER_SHIPPED_ITEM",
        "REJECT_RECEIVE_PACKAGE",
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
        "RETURN_OR_REFUND_REQUEST_CANCEL",
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
        "REPLACEMENT_REQUEST_PENDING",
        "REPLACEMENT_REQUEST_REJECT",
        "REPLACEMENT_REQUEST_REFUND_SUCCESS",
        "REPLACEMENT_REQUEST_CANCEL",
        "REPLACEMENT_REQUEST_COMPLETE",
        "AWAITING_BUYER_RESPONSE",
    )
}


class _Refund(msgspec.Struct):
    currency: str | None = None
    refund_total: str | None = None


class _Line(msgspec.Struct):
    order_line_item_id: str | None = None


class _Return(msgspec.Struct):
    return_id: str | None = None
    order_id: str | None = None
    return_type: str | None = None
    return_status: str | None = None
    refund_amount: _Refund | None = None
    return_reason: str | None = None
    return_reason_text: str | None = None
    return_line_items: list[_Line] | None = None
    create_time: int | None = None


_RETURN = msgspec.json.Decoder(_Return)


def read_returns(file: SourceFile) -> Iterator[ReadOutcome]:
    """One return per element."""
    return read_elements(file, Kind.RETURN, "return_orders", _RETURN, _convert, id_field="return_id")


def _convert(asked: _Return, seller_id: str) -> SourceReturn:
    refund = asked.refund_amount or _Refund()
    code = currency(refund.currency, "refund_amount.currency")
    return SourceReturn(
        source_id=platform_id(asked.return_id, "return_id"),
        seller_id=seller_id,
        order_id=platform_id(asked.order_id, "order_id"),
        return_type=choice(asked.return_type, _TYPES, "return_type"),
        status=choice(asked.return_status, _STATUSES, "return_status"),
        refund=SourceAmount(value=decimal(refund.refund_total or "", code, "refund_amount.refund_total"), currency=code),
        reason=single_line(asked.return_reason_text) or clean(asked.return_reason),
        line_ids=tuple(
            platform_id(line.order_line_item_id, f"return_line_items[{position}].order_line_item_id")
            for position, line in enumerate(asked.return_line_items or ())
        ),
        created_at=unix(asked.create_time, "create_time"),
    )
