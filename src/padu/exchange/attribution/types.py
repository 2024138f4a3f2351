"""Creators' counts: sales that wait to be counted, and what is told of them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

import msgspec

from padu.kernel.money import ZERO, Money


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """How long the market keeps counts to itself: `delay` after a sale, and until a count tells of `minimum` buyers."""

    delay: dt.timedelta
    minimum: int


class SaleKey(NamedTuple):
    """What a sale is known by: one order's units of one listing, credited to one creator."""

    shop_id: UUID
    order_id: UUID
    listing_id: UUID
    creator_id: UUID


class AttributedSale(msgspec.Struct, frozen=True, kw_only=True):
    """A completed sale that a creator is credited for; `day` is Jakarta's. `buyer_id` is never told: it only counts people."""

    key: SaleKey
    buyer_id: UUID
    day: dt.date
    at: dt.datetime
    units: int
    commission: Money


class CountedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Sales that are told together: one creator, one listing, up to and on one day."""

    creator_id: UUID
    listing_id: UUID
    day: dt.date
    sales: tuple[AttributedSale, ...]

    @property
    def orders(self) -> int:
        """How many orders."""
        return len({(sale.key.shop_id, sale.key.order_id) for sale in self.sales})

    @property
    def buyers(self) -> int:
        """How many people bought: of whom one may have ordered many times."""
        return len({sale.buyer_id for sale in self.sales})

    @property
    def units(self) -> int:
        """How many units."""
        return sum(sale.units for sale in self.sales)

    @property
    def commission(self) -> Money:
        """The creator's commission."""
        return sum((sale.commission for sale in self.sales), ZERO)


class Earning(msgspec.Struct, frozen=True, kw_only=True):
    """A count that the market published, as the social side keeps it."""

    publication_id: UUID
    creator_id: UUID
    listing_id: UUID
    day: dt.date
    orders: int
    units: int
    commission: Money
    published_at: dt.datetime


class Earnings(msgspec.Struct, frozen=True, kw_only=True):
    """What was published for a creator: sums over all time, and the newest counts.

    Sales that the market still holds back are in none of these numbers, nor is how many there are.
    """

    orders: int
    units: int
    commission: Money
    newest: tuple[Earning, ...]
