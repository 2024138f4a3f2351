"""Reads of a buyer's basket and addresses. Each takes the buyer whose they are: nobody else may see them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, func, select, text

from padu.kernel.money import Money
from padu.market.cart import rules
from padu.market.cart.tables import address, cart_line
from padu.market.cart.types import Address, Cart, CartItem, CartShop
from padu.market.sellers import shops_by_id
from padu.market.stock import units_on_hand
from padu.platform.unit_of_work import UnitOfWork

# What a seller took away keeps its name here, so that the buyer learns what is gone.
_LINES = """
    select c.shop_id, c.variant_id, c.quantity, c.seen_price_idr, v.listing_id, v.name as variant, v.price_idr, l.title,
        l.pictures[1] as picture, l.category_slug, l.minimum_order, l.weight_grams,
        v.status = 'active' and l.status = 'active' and s.status = 'open' as is_sold
    from market.cart_line c
    join market.variant v on v.shop_id = c.shop_id and v.variant_id = c.variant_id
    join market.listing l on l.shop_id = v.shop_id and l.listing_id = v.listing_id
    join market.shop s on s.shop_id = c.shop_id
    where c.buyer_id = :buyer_id
    order by max(c.added_at) over (partition by c.shop_id) desc, c.shop_id, c.added_at desc, c.variant_id
"""


async def read_cart(uow: UnitOfWork, buyer_id: UUID, *, only: Sequence[tuple[UUID, UUID]] | None = None) -> Cart:
    """The buyer's basket as it stands now, each thing with what changed since they put it in; with `only`, these (shop, variant)."""
    rows = (await uow.connection.execute(text(_LINES), {"buyer_id": buyer_id})).mappings().all()
    if only is not None:
        wanted = set(only)
        rows = [row for row in rows if (row["shop_id"], row["variant_id"]) in wanted]
    units = await units_on_hand(uow, {(row["shop_id"], row["variant_id"]) for row in rows})
    shops = await shops_by_id(uow, {row["shop_id"] for row in rows})
    items = [_item(row, units.get((row["shop_id"], row["variant_id"]), 0)) for row in rows]
    return Cart(
        shops=tuple(
            CartShop(
                shop_id=shop_id,
                name=shops[shop_id].name,
                slug=shops[shop_id].slug,
                city=shops[shop_id].city,
                items=tuple(item for item in items if item.shop_id == shop_id),
            )
            for shop_id in dict.fromkeys(item.shop_id for item in items)
        )
    )


async def basket_count(uow: UnitOfWork, buyer_id: UUID) -> int:
    """How many different things are in the buyer's basket."""
    found = await uow.connection.execute(select(func.count()).select_from(cart_line).where(cart_line.c.buyer_id == buyer_id))
    return int(found.scalar_one())


async def addresses_of(uow: UnitOfWork, buyer_id: UUID) -> tuple[Address, ...]:
    """The buyer's addresses, last used first."""
    columns = [column for column in address.c if column.name not in {"buyer_id", "used_at"}]
    found = await uow.connection.execute(
        select(*columns).where(address.c.buyer_id == buyer_id).order_by(address.c.used_at.desc(), address.c.address_id)
    )
    return tuple(Address(**row) for row in found.mappings())


def _item(row: RowMapping, units_left: int) -> CartItem:
    price = Money(row["price_idr"]) if row["is_sold"] else None
    seen = Money(row["seen_price_idr"])
    return CartItem(
        shop_id=row["shop_id"],
        variant_id=row["variant_id"],
        listing_id=row["listing_id"],
        category_slug=row["category_slug"],
        title=row["title"],
        variant=row["variant"],
        picture=row["picture"],
        quantity=row["quantity"],
        price=price,
        seen_price=seen,
        units_left=units_left,
        minimum_order=row["minimum_order"],
        weight_grams=row["weight_grams"],
        changes=rules.changes_of(
            quantity=row["quantity"], price=price, seen=seen, units_left=units_left, minimum_order=row["minimum_order"]
        ),
    )
