"""Hand-offs: how a viewer arrives at the market with a card in hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import msgspec

from padu.exchange.cards.types import Card

ARRIVED = "arrived"
"""The outcome of a crossing that was shown to whoever brought it, and not confirmed yet."""


class HandoffRefusal(msgspec.Struct, frozen=True):
    """Why a hand-off is not made or not accepted: a stable code, what is wrong in English, and the wait where waiting helps.

    It is returned, not raised, so that the caller commits the record of it.
    """

    code: str
    what: str
    until: dt.datetime | None = None


class HandoffFields(msgspec.Struct, frozen=True, kw_only=True):
    """All that a hand-off says: the fields of the flow `handoff`, and nothing else."""

    handoff_id: UUID
    listing_id: UUID
    creator_id: UUID
    surface: str
    issued_at: dt.datetime
    expires_at: dt.datetime


class AskedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, for counting how often alone: the address that the request came from, the account where somebody is signed in."""

    address: str
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A hand-off that was made: the signed text, good once until it expires."""

    token: str
    fields: HandoffFields


@dataclass(frozen=True, slots=True)
class Arrival:
    """A hand-off that may be confirmed: what it says, the card that it leads to, and whose listing that is."""

    fields: HandoffFields
    card: Card
    shop_id: UUID


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A hand-off that was used up. `receipt_id`: of the consent to credit the creator, None where there is none."""

    fields: HandoffFields
    card: Card
    shop_id: UUID
    receipt_id: UUID | None


class CreditedHandoff(msgspec.Struct, frozen=True, kw_only=True):
    """The hand-off, and the creator, by which a buyer found a listing."""

    handoff_id: UUID
    creator_id: UUID


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """That a creator is credited if a buyer buys a listing before `until`, by the consent of `receipt_id`."""

    buyer_id: UUID
    listing_id: UUID
    handoff_id: UUID
    creator_id: UUID
    receipt_id: UUID
    since: dt.datetime
    until: dt.datetime
