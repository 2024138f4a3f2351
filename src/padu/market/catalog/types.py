"""The catalogue's ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Amount, ExchangeRate, Money
from padu.market.sellers.types import ShopId

ListingId = NewType("ListingId", UUID)
VariantId = NewType("VariantId", UUID)


class ListingStatus(StrEnum):
    """The life of a listing and of each of its variants."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DRAFT = "draft"
    BLOCKED = "blocked"
    DELETED = "deleted"


class Condition(StrEnum):
    """Whether the thing was somebody's before."""

    NEW = "new"
    USED = "used"


class NewVariant(msgspec.Struct, frozen=True, kw_only=True):
    """A sellable form of a listing.

    `price` is in whole rupiah. Where the source asked another currency, `original` keeps its amount and `rate` the dated rate
    that made the rupiah of it; else both are None. `name` joins the option names, empty where there is only one form.
    """

    variant_id: VariantId
    price: Money
    name: str = ""
    seller_sku: str = ""
    original: Amount | None = None
    rate: ExchangeRate | None = None
    barcode: str = ""
    position: int = 0
    status: ListingStatus = ListingStatus.ACTIVE


class NewListing(msgspec.Struct, frozen=True, kw_only=True):
    """What one shop offers. `category_slug` is one of the market's own categories; times are UTC.

    `created_at` None means now; `updated_at` None means `created_at`. `channels` are the platforms it came from.
    """

    shop_id: ShopId
    listing_id: ListingId
    title: str
    category_slug: str
    variants: tuple[NewVariant, ...]
    description: str = ""
    brand: str = ""
    condition: Condition = Condition.NEW
    status: ListingStatus = ListingStatus.ACTIVE
    weight_grams: int = 0
    minimum_order: int = 1
    pictures: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


class ListingChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A platform on which a listing that stands here was listed too."""

    shop_id: ShopId
    listing_id: ListingId
    channel: str


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication really added."""

    listings: frozenset[ListingId]
    variants: frozenset[VariantId]


class CatalogError(PaduError):
    """Facts about a listing that cannot be kept."""
