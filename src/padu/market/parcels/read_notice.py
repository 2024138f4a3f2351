"""Believes a courier gateway's webhook, or does not; pure."""

from __future__ import annotations

import hmac

import msgspec

from padu.kernel.money import Money
from padu.market.parcels.rules import read_status
from padu.market.parcels.types import CourierNotice, ParcelError

_LARGEST = 65_536  # bytes


class _Courier(msgspec.Struct, frozen=True):
    tracking_id: str | None = None
    waybill_id: str | None = None


class _Wire(msgspec.Struct, frozen=True, kw_only=True):
    # Both shapes are in use: the courier's facts flat under `courier_…`, or in an object of their own.
    event: str
    order_id: str
    status: str = ""
    courier_tracking_id: str | None = None
    courier_waybill_id: str | None = None
    order_price: int | None = None
    price: int | None = None
    courier: _Courier = _Courier()


def read_notice(raw: bytes, *, given_secret: str, secret: str) -> CourierNotice | None:
    """Read a webhook's body; None for the empty one by which the gateway tries an address out.

    Biteship signs nothing: it sends a secret in a header, both agreed when the webhook was set up. `given_secret` is that header's
    value as it came, compared with `secret` in constant time.

    Errors: `parcels.notice_forged`, `parcels.notice_unreadable`, `parcels.status_unknown`.
    """
    if not secret or not hmac.compare_digest(given_secret.encode("utf-8", "surrogatepass"), secret.encode()):
        raise ParcelError(
            "parcels.notice_forged",
            "the notice does not carry the secret agreed with the courier's gateway",
            todo="nothing was changed; if it repeats, compare the secret with the gateway's",
        )
    if raw.strip() in {b"", b"{}"}:
        return None
    if len(raw) > _LARGEST:
        raise ParcelError("parcels.notice_unreadable", f"a notice of {len(raw)} bytes is too long to be one")
    try:
        told = msgspec.json.decode(raw, type=_Wire)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParcelError("parcels.notice_unreadable", f"what came is no notice: {error}", todo="nothing was changed") from error
    tracking_id = told.courier_tracking_id or told.courier.tracking_id or ""
    waybill = told.courier_waybill_id or told.courier.waybill_id or None
    if told.event == "order.status":
        state = read_status(told.status)
        return CourierNotice(booking_id=told.order_id, tracking_id=tracking_id, state=state, status=told.status, waybill=waybill)
    price = told.price if told.order_price is None else told.order_price
    if told.event == "order.price" and price is not None:
        return CourierNotice(booking_id=told.order_id, tracking_id=tracking_id, waybill=waybill, price=Money(price))
    if told.event == "order.waybill_id" and waybill is not None:
        return CourierNotice(booking_id=told.order_id, tracking_id=tracking_id, waybill=waybill)
    raise ParcelError(
        "parcels.notice_unreadable",
        f"a notice of {told.event[:40]!r} without what it should tell",
        where=f"booking {told.order_id[:50]!r}",
        todo="nothing was changed; ask for the parcel's tracking",
    )
