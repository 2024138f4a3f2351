"""What a hand-off must say of itself, and how long its consequences last; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from padu.exchange.handoff.types import Credit, CreditedHandoff, HandoffFields, HandoffRefusal

LIVES = dt.timedelta(minutes=10)
CREDITED_FOR = dt.timedelta(days=7)

_BY_CODE = {
    "signing.forged": HandoffRefusal("handoff.forged", "the social side did not sign this hand-off"),
    "signing.unreadable": HandoffRefusal("handoff.unreadable", "this is no hand-off, or it was cut short"),
    "signing.expired": HandoffRefusal("handoff.expired", "the hand-off's ten minutes have passed"),
    "signing.not_yet": HandoffRefusal("handoff.not_yet", "the hand-off comes from the future: clocks differ"),
    "exchange.field_not_registered": HandoffRefusal("handoff.not_registered", "the hand-off carries what the register does not name"),
}
_ELSEWHERE = HandoffRefusal("handoff.elsewhere", "the message was made for another purpose or another system")
UNREADABLE = _BY_CODE["signing.unreadable"]


def refusal_of(code: str) -> HandoffRefusal:
    """The refusal for a message that could not be opened, or that the register refused."""
    if code in {"exchange.field_missing", "exchange.field_kind"}:
        return UNREADABLE
    return _BY_CODE.get(code, _ELSEWHERE)


def as_message(fields: HandoffFields, issued_at: str, expires_at: str) -> dict[str, Any]:
    """The fields of the flow `handoff`."""
    return {
        "handoff_id": str(fields.handoff_id),
        "listing_id": str(fields.listing_id),
        "creator_id": str(fields.creator_id),
        "surface": fields.surface,
        "issued_at": issued_at,
        "expires_at": expires_at,
    }


def as_fields(message: Mapping[str, Any]) -> HandoffFields:
    """What a message of the flow says; the register has checked it."""
    return HandoffFields(
        handoff_id=UUID(message["handoff_id"]),
        listing_id=UUID(message["listing_id"]),
        creator_id=UUID(message["creator_id"]),
        surface=message["surface"],
        issued_at=dt.datetime.fromisoformat(message["issued_at"]),
        expires_at=dt.datetime.fromisoformat(message["expires_at"]),
    )


def agrees(fields: HandoffFields, message_id: str, issued_at: dt.datetime, expires_at: dt.datetime) -> bool:
    """Whether the fields say what the signed envelope says, and it does not count for longer than hand-offs do."""
    same = (str(fields.handoff_id), fields.issued_at, fields.expires_at) == (message_id, issued_at, expires_at)
    return same and expires_at - issued_at <= LIVES


def choose_credits(credits_: Iterable[Credit], standing: set[UUID], now: dt.datetime) -> dict[UUID, CreditedHandoff]:
    """By listing, whom to credit: those within their time whose consent stands."""
    return {
        credit.listing_id: CreditedHandoff(handoff_id=credit.handoff_id, creator_id=credit.creator_id)
        for credit in credits_
        if credit.receipt_id in standing and credit.since <= now < credit.until
    }
