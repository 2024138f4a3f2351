"""Load native orders for a step, and save the step; no decisions. Rows are locked purchase first, then orders by shop and id."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select, update

from padu.kernel.money import Money
from padu.market.orders.tables import commission_rate, order_line, purchase, purchase_order, shop_order
from padu.market.orders.types import Move, OrderId, OrderState, OrderStatus, SaleLine, Share
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork

_LOCK = """
    select shop_id, order_id, status, buyer_id, purchase_id, payment_id, total_idr, shipping_fee_idr, ordered_at, paid_at is not null,
        ship_by, complete_by
    from market.shop_order
    where shop_id = %s and order_id = any(%s::uuid[]) and platform = 'padu'
    order by order_id
    for no key update"""

_NOTE = """
    insert into market.order_transition (shop_id, order_id, number, from_status, to_status, actor_kind, actor_id, reason, at)
    select m.shop_id, m.order_id,
        1 + (select max(t.number) from market.order_transition t where t.shop_id = m.shop_id and t.order_id = m.order_id),
        m.from_status, m.to_status, m.actor_kind, m.actor_id, m.reason, %s
    from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::text[])
        as m (shop_id, order_id, from_status, to_status, actor_kind, actor_id, reason)
"""


async def lock_orders(uow: UnitOfWork, keys: Iterable[tuple[UUID, UUID]], *, skip_locked: bool = False) -> list[OrderState]:
    """Lock native orders by (shop, order), one statement a shop in id order; what does not stand is left out.

    With `skip_locked` so is what somebody else has locked: nobody waits.
    """
    statement = (_LOCK + (" skip locked" if skip_locked else "")).encode()
    by_shop: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for shop_id, order_id in keys:
        by_shop[shop_id].add(order_id)
    driver = await uow.driver()
    async with driver.pipeline():
        answers = [await driver.execute(statement, [shop_id, sorted(by_shop[shop_id])]) for shop_id in sorted(by_shop)]
    return [_state(row) for cursor in answers for row in await cursor.fetchall()]


async def lock_purchase(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID, *, skip_locked: bool = False) -> str | None:
    """Lock a purchase; its status, or None where it does not stand (or, where asked so, somebody else has it)."""
    mine = (purchase.c.buyer_id == buyer_id, purchase.c.purchase_id == purchase_id)
    found = await uow.connection.execute(select(purchase.c.status).where(*mine).with_for_update(key_share=True, skip_locked=skip_locked))
    return found.scalar_one_or_none()


async def set_purchase(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID, status: str) -> None:
    """Write a locked purchase's status."""
    mine = (purchase.c.buyer_id == buyer_id, purchase.c.purchase_id == purchase_id)
    await uow.connection.execute(update(purchase).where(*mine).values(status=status))


async def orders_of_purchase(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID) -> list[tuple[UUID, UUID]]:
    """The (shop, order) that were placed in one purchase."""
    mine = (purchase_order.c.buyer_id == buyer_id, purchase_order.c.purchase_id == purchase_id)
    found = await uow.connection.execute(select(purchase_order.c.shop_id, purchase_order.c.order_id).where(*mine))
    return [(row.shop_id, row.order_id) for row in found]


async def find_state(uow: UnitOfWork, shop_id: UUID, order_id: UUID) -> OrderState | None:
    """A native order as it stands, not locked."""
    driver = await uow.driver()
    cursor = await driver.execute(_LOCK.removesuffix("for no key update").encode(), [shop_id, [order_id]])
    row = await cursor.fetchone()
    return None if row is None else _state(row)


async def save_moves(uow: UnitOfWork, moves: Sequence[Move]) -> None:
    """Write steps of locked orders with their transitions."""
    now, driver = uow.clock.now(), await uow.driver()
    together: defaultdict[tuple[UUID, OrderStatus], list[UUID]] = defaultdict(list)
    for move in moves:
        together[move.order.shop_id, move.to].append(move.order.order_id)
    for (shop_id, to), order_ids in sorted(together.items()):
        mine = (shop_order.c.shop_id == shop_id, shop_order.c.order_id.in_(order_ids))
        await uow.connection.execute(update(shop_order).where(*mine).values(status=to.value, **_times(to, now)))
    told = [
        (m.order.shop_id, m.order.order_id, m.order.status.value, m.to.value, m.by.kind.value, m.by.account_id, m.reason) for m in moves
    ]
    await driver.execute(_NOTE, [now, *(list(column) for column in zip(*told, strict=True))])


async def give_more_time(uow: UnitOfWork, shop_id: UUID, order_id: UUID) -> None:
    """A courier is on the way: the time to hand the order over begins anew, once it is booked."""
    driver = await uow.driver()
    await driver.execute(
        "update market.shop_order set ship_by = %s::timestamptz + ship_within where shop_id = %s and order_id = %s",
        [uow.clock.now(), shop_id, order_id],
    )


async def sale_lines(uow: UnitOfWork, orders: Sequence[OrderState]) -> dict[OrderId, list[SaleLine]]:
    """What each order sold, line by line."""
    found: dict[OrderId, list[SaleLine]] = {order.order_id: [] for order in orders}
    for shop_id in sorted({order.shop_id for order in orders}):
        asked = [order.order_id for order in orders if order.shop_id == shop_id]
        statement = select(order_line).where(order_line.c.shop_id == shop_id, order_line.c.order_id.in_(asked))
        for row in await uow.connection.execute(statement.order_by(order_line.c.order_id, order_line.c.line_no)):
            amount = Money(row.unit_price_idr * row.quantity)
            found[row.order_id].append(SaleLine(listing_id=row.listing_id, creator_id=row.creator_id, units=row.quantity, amount=amount))
    return found


async def rates_on(uow: UnitOfWork, day: dt.date) -> Share:
    """The commissions in force on a day."""
    statement = select(commission_rate).where(commission_rate.c.begins <= day).order_by(commission_rate.c.begins)
    rates = {row.kind: row.per_ten_thousand for row in await uow.connection.execute(statement)}
    return Share(platform=rates.get("platform", 0), creator=rates.get("creator", 0))


async def due_orders(uow: UnitOfWork, column: str, statuses: Sequence[OrderStatus], limit: int) -> list[tuple[UUID, UUID]]:
    """(shop, order) in one of these statuses whose deadline has passed, the longest ago first."""
    deadline = shop_order.c[column]
    due = (shop_order.c.status.in_([status.value for status in statuses]), deadline <= uow.clock.now())
    found = await uow.connection.execute(select(shop_order.c.shop_id, shop_order.c.order_id).where(*due).order_by(deadline).limit(limit))
    return [(row.shop_id, row.order_id) for row in found]


async def due_purchases(uow: UnitOfWork, before: dt.datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(buyer, purchase) that should have been paid before then and are not."""
    due = (purchase.c.status == "awaiting_payment", purchase.c.pay_by <= before)
    statement = select(purchase.c.buyer_id, purchase.c.purchase_id).where(*due).order_by(purchase.c.pay_by).limit(limit)
    return [(row.buyer_id, row.purchase_id) for row in await uow.connection.execute(statement)]


def _times(to: OrderStatus, now: dt.datetime) -> dict[str, object]:
    """A step writes its own time; the seller's time to ship and the buyer's to object begin to run at theirs."""
    times: dict[OrderStatus, dict[str, object]] = {
        OrderStatus.PAID: {"paid_at": now, "ship_by": literal(now) + shop_order.c.ship_within},
        OrderStatus.PACKED: {"packed_at": now},
        OrderStatus.SHIPPED: {"shipped_at": now},
        OrderStatus.DELIVERED: {"delivered_at": now, "complete_by": literal(now) + shop_order.c.complete_within},
        OrderStatus.COMPLETED: {"completed_at": now},
        OrderStatus.CANCELLED: {"cancelled_at": now},
    }
    return times.get(to, {})


def _state(row: tuple[Any, ...]) -> OrderState:
    shop_id, order_id, status, buyer_id, purchase_id, payment_id, total, shipping, ordered_at, is_paid, ship_by, complete_by = row
    return OrderState(
        shop_id=ShopId(shop_id),
        order_id=OrderId(order_id),
        status=OrderStatus(status),
        buyer_id=buyer_id,
        purchase_id=purchase_id,
        payment_id=payment_id,
        total=Money(total),
        shipping=Money(shipping),
        ordered_at=ordered_at,
        is_paid=is_paid,
        ship_by=ship_by,
        complete_by=complete_by,
    )
