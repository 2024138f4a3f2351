"""Load and save basket lines and addresses; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.money import Money
from padu.market.cart.rules import MOST_UNITS
from padu.market.cart.tables import address, cart_line
from padu.market.cart.types import Address
from padu.platform.unit_of_work import UnitOfWork

_PRICE = """
    select v.price_idr from market.variant v
    join market.listing l on l.shop_id = v.shop_id and l.listing_id = v.listing_id
    join market.shop s on s.shop_id = v.shop_id
    where v.shop_id = :shop_id and v.variant_id = :variant_id and v.status = 'active' and l.status = 'active' and s.status = 'open'
"""


async def price_of(uow: UnitOfWork, shop_id: UUID, variant_id: UUID) -> Money | None:
    """What a variant that is sold costs; None for any other."""
    found = await uow.connection.execute(text(_PRICE), {"shop_id": shop_id, "variant_id": variant_id})
    price = found.scalar_one_or_none()
    return None if price is None else Money(price)


async def add_units(uow: UnitOfWork, key: tuple[UUID, UUID, UUID], quantity: int, price: Money) -> None:
    """Put units of a (buyer, shop, variant) in, beside those that are in already."""
    buyer_id, shop_id, variant_id = key
    values = {"buyer_id": buyer_id, "shop_id": shop_id, "variant_id": variant_id}
    adding = insert(cart_line).values(**values, quantity=quantity, seen_price_idr=price.rupiah, added_at=uow.clock.now())
    together = func.least(cart_line.c.quantity + adding.excluded.quantity, MOST_UNITS)
    changed = {"quantity": together, "seen_price_idr": adding.excluded.seen_price_idr, "added_at": adding.excluded.added_at}
    await uow.connection.execute(
        adding.on_conflict_do_update(index_elements=[cart_line.c.buyer_id, cart_line.c.shop_id, cart_line.c.variant_id], set_=changed)
    )


async def count_others(uow: UnitOfWork, buyer_id: UUID, shop_id: UUID, variant_id: UUID) -> int:
    """How many things besides this one are in."""
    this = (cart_line.c.shop_id == shop_id) & (cart_line.c.variant_id == variant_id)
    others = select(func.count()).select_from(cart_line).where(cart_line.c.buyer_id == buyer_id, ~this)
    return (await uow.connection.execute(others)).scalar_one()


async def set_units(uow: UnitOfWork, key: tuple[UUID, UUID, UUID], quantity: int) -> None:
    """Change how many units of what is in."""
    mine = (cart_line.c.buyer_id == key[0], cart_line.c.shop_id == key[1], cart_line.c.variant_id == key[2])
    await uow.connection.execute(update(cart_line).where(*mine).values(quantity=quantity))


async def take_out(uow: UnitOfWork, buyer_id: UUID, things: Sequence[tuple[UUID, UUID]]) -> None:
    """Take these (shop, variant) out."""
    for shop_id in sorted({shop for shop, _ in things}):
        variants = [variant for shop, variant in things if shop == shop_id]
        mine = (cart_line.c.buyer_id == buyer_id, cart_line.c.shop_id == shop_id, cart_line.c.variant_id.in_(variants))
        await uow.connection.execute(delete(cart_line).where(*mine))


async def set_seen(uow: UnitOfWork, buyer_id: UUID, prices: Sequence[tuple[UUID, UUID, Money]]) -> None:
    """Note the prices that the buyer has now been shown."""
    for shop_id, variant_id, price in prices:
        mine = (cart_line.c.buyer_id == buyer_id, cart_line.c.shop_id == shop_id, cart_line.c.variant_id == variant_id)
        await uow.connection.execute(update(cart_line).where(*mine).values(seen_price_idr=price.rupiah))


async def save_address(uow: UnitOfWork, buyer_id: UUID, kept: Address, now: dt.datetime) -> None:
    """Write an address down, or anew."""
    values = {**msgspec.structs.asdict(kept), "buyer_id": buyer_id, "used_at": now}
    adding = insert(address).values(values)
    changed = {name: adding.excluded[name] for name in values if name not in {"buyer_id", "address_id"}}
    await uow.connection.execute(adding.on_conflict_do_update(index_elements=[address.c.buyer_id, address.c.address_id], set_=changed))


async def drop_old_addresses(uow: UnitOfWork, buyer_id: UUID, most: int) -> None:
    """Forget the addresses of a buyer that were not used for longest, until there are no more than so many."""
    theirs = select(address.c.address_id).where(address.c.buyer_id == buyer_id)
    old = theirs.order_by(address.c.used_at.desc(), address.c.address_id).offset(most)
    await uow.connection.execute(delete(address).where(address.c.buyer_id == buyer_id, address.c.address_id.in_(old)))


async def drop_address(uow: UnitOfWork, buyer_id: UUID, address_id: UUID) -> None:
    """Forget an address."""
    await uow.connection.execute(delete(address).where(address.c.buyer_id == buyer_id, address.c.address_id == address_id))
