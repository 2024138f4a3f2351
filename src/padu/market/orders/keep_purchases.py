"""Save purchases with the orders that were placed in them, and load them as they were placed; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.money import Money
from padu.market.orders.tables import purchase, purchase_order, purchase_shortfall
from padu.market.orders.types import PlacedPurchase, Shortfall, WantedPurchase
from padu.platform.unit_of_work import UnitOfWork


class NewPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase as it is written down before its orders are placed."""

    wanted: WantedPurchase
    payment_id: UUID
    placed_at: dt.datetime
    pay_by: dt.datetime


async def lock_unpaid(uow: UnitOfWork, buyer_id: UUID, besides: UUID) -> int:
    """How many of a buyer's purchases, `besides` one, await payment; until the commit nobody else counts the same buyer's."""
    number = int.from_bytes(buyer_id.bytes[8:], "big", signed=True)
    await uow.connection.execute(select(func.pg_advisory_xact_lock(number)))
    theirs = (purchase.c.buyer_id == buyer_id, purchase.c.status == "awaiting_payment", purchase.c.purchase_id != besides)
    return (await uow.connection.execute(select(func.count()).select_from(purchase).where(*theirs))).scalar_one()


async def add_purchase(uow: UnitOfWork, new: NewPurchase) -> bool:
    """Write a purchase's row; False where it stands. Whoever writes the same one at this moment is waited for."""
    values = {
        "buyer_id": new.wanted.buyer_id,
        "purchase_id": new.wanted.purchase_id,
        "payment_id": new.payment_id,
        "status": "awaiting_payment",
        "method": new.wanted.method.value,
        "total_idr": 0,
        "placed_at": new.placed_at,
        "pay_by": new.pay_by,
    }
    keys = [purchase.c.buyer_id, purchase.c.purchase_id]
    adding = insert(purchase).values(values).on_conflict_do_nothing(index_elements=keys).returning(purchase.c.purchase_id)
    return (await uow.connection.execute(adding)).first() is not None


async def finish_purchase(
    uow: UnitOfWork, new: NewPurchase, total: Money, orders: Sequence[tuple[UUID, UUID]], short: Sequence[Shortfall]
) -> None:
    """Write what was placed as (shop, order), what it comes to, and what fell short."""
    key = {"buyer_id": new.wanted.buyer_id, "purchase_id": new.wanted.purchase_id}
    mine = (purchase.c.buyer_id == new.wanted.buyer_id, purchase.c.purchase_id == new.wanted.purchase_id)
    status = "awaiting_payment" if orders else "cancelled"
    await uow.connection.execute(update(purchase).where(*mine).values(total_idr=total.rupiah, status=status))
    if orders:
        rows = [{**key, "shop_id": shop_id, "order_id": order_id} for shop_id, order_id in orders]
        await uow.connection.execute(insert(purchase_order).values(rows))
    if short:
        rows = [
            {
                **key,
                "shop_id": each.shop_id,
                "variant_id": each.variant_id,
                "title": each.title,
                "outcome": each.outcome,
                "wanted": each.wanted,
                "units_left": each.units_left,
                "price_idr": each.price.rupiah if each.price is not None else None,
            }
            for each in short
        ]
        await uow.connection.execute(insert(purchase_shortfall).values(rows))


async def placed_purchase(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID) -> PlacedPurchase:
    """A purchase as it was placed."""
    mine = (purchase.c.buyer_id == buyer_id, purchase.c.purchase_id == purchase_id)
    row = (await uow.connection.execute(select(purchase).where(*mine))).one()
    linked = (purchase_order.c.buyer_id == buyer_id, purchase_order.c.purchase_id == purchase_id)
    orders = select(purchase_order.c.order_id).where(*linked).order_by(purchase_order.c.shop_id)
    order_ids = tuple((await uow.connection.execute(orders)).scalars())
    return PlacedPurchase(
        purchase_id=purchase_id,
        payment_id=row.payment_id if order_ids else None,
        total=Money(row.total_idr),
        order_ids=order_ids,
        shortfalls=await shortfalls_of(uow, buyer_id, purchase_id),
    )


async def shortfalls_of(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID) -> tuple[Shortfall, ...]:
    """Why orders of a purchase could not be placed."""
    short = purchase_shortfall.c
    statement = select(purchase_shortfall).where(short.buyer_id == buyer_id, short.purchase_id == purchase_id)
    return tuple(
        Shortfall(
            shop_id=row.shop_id,
            variant_id=row.variant_id,
            title=row.title,
            outcome=row.outcome,
            wanted=row.wanted,
            units_left=row.units_left,
            price=None if row.price_idr is None else Money(row.price_idr),
        )
        for row in await uow.connection.execute(statement.order_by(short.shop_id, short.variant_id))
    )
