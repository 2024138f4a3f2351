"""Turns what is in a basket or an order into what a page shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from padu.market.cart import CartItem
from padu.market.catalog import CategoryLine
from padu.market.orders import BuyerThing, Shortfall
from padu.market.sellers import ShopLine, shops_by_id
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import product_path
from padu.web.shop.trade_views import BasketThing, OrderThing, ShopName, Short
from padu.web.ui import Picture, picture_of

# For what stands in no category any more: a parcel.
_ANYTHING = "\N{PACKAGE}"


class _Sold(Protocol):
    """Whatever is or was a listing."""

    @property
    def listing_id(self) -> UUID | None: ...
    @property
    def category_slug(self) -> str | None: ...
    @property
    def picture(self) -> str | None: ...
    @property
    def title(self) -> str: ...


def shop_name(shop: ShopLine) -> ShopName:
    """A shop at the head of its part."""
    return ShopName(shop.name, f"/toko/{shop.slug}", shop.city)


def basket_thing(item: CartItem, shop_slug: str, shelf: Mapping[str, CategoryLine]) -> BasketThing:
    """A thing in the basket, leading to its variant on the product's page while that is there."""
    path = None
    if item.price is not None and item.listing_id is not None:
        path = f"{product_path(shop_slug, item.title, item.listing_id)}?varian={item.variant_id}"
    return BasketThing(
        shop_id=item.shop_id,
        variant_id=item.variant_id,
        path=path,
        title=item.title,
        variant=item.variant,
        picture=_picture(item, item.variant_id, shelf),
        quantity=item.quantity,
        price=item.price,
        seen_price=item.seen_price,
        amount=item.amount,
        units_left=item.units_left,
        minimum_order=item.minimum_order,
        changes=tuple(change.value for change in item.changes),
        can_be_bought=item.can_be_bought,
    )


def order_thing(thing: BuyerThing, order_id: UUID, shop_slug: str, shelf: Mapping[str, CategoryLine]) -> OrderThing:
    """A line of an order."""
    return OrderThing(
        path=product_path(shop_slug, thing.title, thing.listing_id) if thing.listing_id else None,
        title=thing.title,
        variant=thing.variant,
        picture=_picture(thing, order_id, shelf),
        quantity=thing.quantity,
        price=thing.price,
        amount=thing.amount,
    )


async def short_ones(uow: UnitOfWork, shortfalls: tuple[Shortfall, ...]) -> tuple[Short, ...]:
    """What could not be ordered, with its shops' names."""
    shops = await shops_by_id(uow, {short.shop_id for short in shortfalls}) if shortfalls else {}
    return tuple(
        Short(
            shop=shops[short.shop_id].name,
            title=short.title,
            outcome=short.outcome,
            wanted=short.wanted,
            units_left=short.units_left,
            price=short.price,
        )
        for short in shortfalls
    )


def _picture(sold: _Sold, otherwise: UUID, shelf: Mapping[str, CategoryLine]) -> Picture:
    category = shelf.get(sold.category_slug or "")
    return picture_of(sold.picture, emoji=category.emoji if category else _ANYTHING, name=(sold.listing_id or otherwise).hex)
