"""Give orders up: before payment a whole purchase, afterwards one shop's order, whose money goes back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.market.orders import keep_orders, rules
from padu.market.orders.move_orders import move_orders
from padu.market.orders.types import Move, Mover, OrderError, OrderKey, OrderStatus
from padu.platform.jobs import defer
from padu.platform.unit_of_work import UnitOfWork

_UNPAID = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.ON_HOLD})


async def cancel_order(uow: UnitOfWork, by: Mover, key: OrderKey, reason: str) -> None:
    """Cancel an order. One that awaits payment takes its whole purchase with it, since one payment is for all of it.

    Who may see the order is the caller's to ask. Errors: `order.unknown`, `order.move`, `order.reason`.
    """
    found = await keep_orders.find_state(uow, key.shop_id, key.order_id)
    if found is None:
        raise unknown(key.order_id)
    if found.status in _UNPAID:
        await cancel_purchases(uow, by, [(found.buyer_id, found.purchase_id)], reason)
        return
    for order in await keep_orders.lock_orders(uow, [(key.shop_id, key.order_id)]):
        await move_orders(uow, [Move(order=order, to=OrderStatus.CANCELLED, by=by, reason=reason)])


async def cancel_purchases(
    uow: UnitOfWork, by: Mover, purchases: Sequence[tuple[UUID, UUID]], reason: str, *, skip_locked: bool = False
) -> int:
    """Cancel purchases by (buyer, purchase) that nobody has paid yet; returns how many were. Those that are paid stay as they are.

    The gateway is asked afterwards, by a job, to take no money for them any more. Errors: `order.move`, `order.reason`.
    """
    moves: list[Move] = []
    payment_ids: set[UUID] = set()
    for buyer_id, purchase_id in sorted(purchases):
        if await keep_orders.lock_purchase(uow, buyer_id, purchase_id, skip_locked=skip_locked) != "awaiting_payment":
            continue
        orders = await keep_orders.lock_orders(uow, await keep_orders.orders_of_purchase(uow, buyer_id, purchase_id))
        unpaid = [order for order in orders if order.status in _UNPAID]
        if any(not rules.may_move(order.status, OrderStatus.CANCELLED, by.kind) for order in unpaid):
            raise OrderError("order.move", "the payment is being looked at", where=f"purchase {purchase_id}", todo="wait for its outcome")
        moves += [Move(order=order, to=OrderStatus.CANCELLED, by=by, reason=reason) for order in unpaid]
        payment_ids |= {order.payment_id for order in unpaid}
        await keep_orders.set_purchase(uow, buyer_id, purchase_id, "cancelled")
    await move_orders(uow, moves)
    if payment_ids:
        await defer(uow, "payments.close_payments", {"payment_ids": [str(payment_id) for payment_id in sorted(payment_ids)]})
    return len(payment_ids)


def unknown(order_id: UUID) -> OrderError:
    """The error of an order that does not stand here."""
    return OrderError("order.unknown", "there is no such order", where=f"order {order_id}")
