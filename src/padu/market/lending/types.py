"""Lending: what the law is asked of a listing, and what comes of a round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from padu.exchange.cards.types import ListingKey

Verdict = Literal["allow", "flag", "block"]


class LendingCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What the law said last of lending a listing: on which day, and for which facts (the SHA-256 of them and of the law)."""

    key: ListingKey
    asked_on: dt.date
    facts_digest: bytes
    outcome: Verdict


class Lent(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch came to: listings looked at, cards that are new or changed, cards withdrawn, listings that the law blocks."""

    seen: int = 0
    lent: int = 0
    withdrawn: int = 0
    blocked: int = 0

    def __add__(self, other: Lent) -> Lent:
        return Lent(
            seen=self.seen + other.seen,
            lent=self.lent + other.lent,
            withdrawn=self.withdrawn + other.withdrawn,
            blocked=self.blocked + other.blocked,
        )


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """How far the round over all admitted shops has come; `shop_id` and `listing_id` are None at its beginning."""

    shop_id: UUID | None
    listing_id: UUID | None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the market knows of a listing and its shop, as far as a card or a rule needs it."""

    key: ListingKey
    title: str
    category_slug: str
    emoji: str
    condition: str
    picture: str | None
    price: int
    shop: str
    shop_is_open: bool
    shop_is_abroad: bool
    city: str
    rating: float | None
    sold: int
    units: int
