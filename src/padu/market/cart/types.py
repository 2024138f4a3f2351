"""The cart's facts and errors."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import ZERO, Money
from padu.market.catalog.types import ListingId, VariantId
from padu.market.sellers.types import ShopId

AddressId = NewType("AddressId", UUID)


class CartError(PaduError):
    """Something that cannot be put into a basket, or no address."""


class Change(StrEnum):
    """What became different since the buyer last looked, gravest first."""

    GONE = "gone"
    SOLD_OUT = "sold_out"
    FEWER = "fewer"
    BELOW_MINIMUM = "below_minimum"
    DEARER = "dearer"
    CHEAPER = "cheaper"


class CartItem(msgspec.Struct, frozen=True, kw_only=True):
    """A variant in a basket as it stands now. `price` is None where it is not sold any more; `units_left` over all warehouses."""

    shop_id: ShopId
    variant_id: VariantId
    listing_id: ListingId | None
    category_slug: str
    title: str
    variant: str
    picture: str | None
    quantity: int
    price: Money | None
    seen_price: Money
    units_left: int
    minimum_order: int
    weight_grams: int
    changes: tuple[Change, ...] = ()

    @property
    def can_be_bought(self) -> bool:
        """Whether it could be ordered now as it stands in the basket."""
        return not set(self.changes) & {Change.GONE, Change.SOLD_OUT, Change.FEWER, Change.BELOW_MINIMUM}

    @property
    def amount(self) -> Money:
        """What its units cost now; nothing where it cannot be bought."""
        return self.price * self.quantity if self.price is not None and self.can_be_bought else ZERO


class CartShop(msgspec.Struct, frozen=True, kw_only=True):
    """A basket's part of one shop."""

    shop_id: ShopId
    name: str
    slug: str
    city: str
    items: tuple[CartItem, ...]

    @property
    def goods(self) -> Money:
        """What can be bought of it costs now."""
        return sum((item.amount for item in self.items), ZERO)


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A basket by shops; what was put in last stands first."""

    shops: tuple[CartShop, ...]

    @property
    def goods(self) -> Money:
        """What can be bought costs now."""
        return sum((shop.goods for shop in self.shops), ZERO)

    @property
    def units(self) -> int:
        """Units of what can be bought."""
        return sum(item.quantity for shop in self.shops for item in shop.items if item.can_be_bought)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a buyer has things sent. `phone` is digits with country code, `postal_code` five digits."""

    address_id: AddressId
    recipient: str
    phone: str
    street: str
    city: str
    province: str
    postal_code: str
    district: str = ""
    label: str = ""

    def __repr__(self) -> str:
        """Without what leads to somebody's door: structs end up in logs."""
        return f"Address({self.address_id})"
