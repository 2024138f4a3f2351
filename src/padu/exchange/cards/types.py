"""Cards: the public descriptions of listings that the market lends to the social side."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

import msgspec

from padu.kernel.money import Money


class CardFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a card says of a listing. `picture` is the address that the catalogue has, empty where none; `emoji` its category's sign.

    `price` is the lowest over its variants; `rating` the mean of its stars, None where nobody gave any. `badges` are words that the
    social side's locales explain.
    """

    listing_id: UUID
    title: str
    price: Money
    picture: str
    emoji: str
    shop: str
    city: str
    rating: float | None
    sold: int
    in_stock: bool
    badges: tuple[str, ...] = ()


class Card(CardFacts, frozen=True, kw_only=True):
    """A card as it is lent; `updated_at` is when what it says changed last, UTC."""

    updated_at: dt.datetime


class ListingKey(NamedTuple):
    """A listing and whose it is."""

    shop_id: UUID
    listing_id: UUID


class LentCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card on the market's side, with whose it is, and whether it is lent at present."""

    shop_id: UUID
    card: Card
    is_lent: bool
