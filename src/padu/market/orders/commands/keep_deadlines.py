"""What happens by itself when time is up: units go back, buyers are refunded, orders complete. Jobs over the database."""

from __future__ import annotations

import datetime as dt

from padu.market.orders import keep_orders
from padu.market.orders.commands.cancel_orders import cancel_purchases
from padu.market.orders.move_orders import move_orders
from padu.market.orders.types import SYSTEM, Move, OrderStatus
from padu.platform.unit_of_work import Database

_AT_ONCE = 100
_WORD_TAKES = dt.timedelta(minutes=3)


async def expire_unpaid(database: Database) -> None:
    """Job: cancel purchases that were not paid in time. Each in its own transaction, passing over those that are being paid.

    Who paid in the last moment has not lost the goods: word of it may take a while.
    """
    async with database.unit_of_work() as uow:
        due = await keep_orders.due_purchases(uow, uow.clock.now() - _WORD_TAKES, _AT_ONCE)
    for purchase in due:
        async with database.unit_of_work() as uow:
            await cancel_purchases(uow, SYSTEM, [purchase], "not_paid_in_time", skip_locked=True)


async def cancel_unshipped(database: Database) -> None:
    """Job: cancel paid orders that their shop did not hand over in time; the buyer's money goes back."""
    await _move_due(database, "ship_by", (OrderStatus.PAID, OrderStatus.PACKED), OrderStatus.CANCELLED, "not_shipped_in_time")


async def complete_delivered(database: Database) -> None:
    """Job: complete orders whose buyer said nothing for the time that they had after delivery."""
    await _move_due(database, "complete_by", (OrderStatus.DELIVERED,), OrderStatus.COMPLETED, "time_to_object_is_over")


async def _move_due(database: Database, deadline: str, statuses: tuple[OrderStatus, ...], to: OrderStatus, reason: str) -> None:
    handled = _AT_ONCE
    while handled == _AT_ONCE:
        async with database.unit_of_work() as uow:
            due = await keep_orders.due_orders(uow, deadline, statuses, _AT_ONCE)
            locked = await keep_orders.lock_orders(uow, due, skip_locked=True)
            now = uow.clock.now()
            # Asked again behind the lock: somebody may have moved it, or given it more time.
            still = [order for order in locked if order.status in statuses and (getattr(order, deadline) or now) <= now]
            await move_orders(uow, [Move(order=order, to=to, by=SYSTEM, reason=reason) for order in still])
            handled = len(still)
