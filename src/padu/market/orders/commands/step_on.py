"""The ordinary steps of an order: packed by its shop, carried by the courier, received by its buyer, or disputed."""

from __future__ import annotations

from uuid import UUID

import structlog

from padu.market.orders import keep_orders, rules
from padu.market.orders.commands.cancel_orders import unknown
from padu.market.orders.move_orders import move_orders
from padu.market.orders.types import SYSTEM, ActorKind, Move, Mover, OrderKey, OrderState, OrderStatus
from padu.platform.unit_of_work import UnitOfWork


async def pack_order(uow: UnitOfWork, seller_id: UUID, key: OrderKey) -> None:
    """A paid order is packed. Whose shop it is, is the caller's to ask. Errors: `order.unknown`, `order.move`."""
    await _step(uow, Mover(ActorKind.SELLER, seller_id), key, OrderStatus.PACKED)


async def confirm_received(uow: UnitOfWork, buyer_id: UUID, key: OrderKey) -> None:
    """The buyer has the goods and is content: the money is shared out. Errors: `order.unknown`, `order.move`."""
    await _step(uow, Mover(ActorKind.BUYER, buyer_id), key, OrderStatus.COMPLETED)


async def dispute_order(uow: UnitOfWork, by: Mover, key: OrderKey, reason: str) -> None:
    """Something is wrong: the money stays where it is until an operator has decided. Errors: `order.unknown`, `order.move`."""
    await _step(uow, by, key, OrderStatus.DISPUTED, reason)


async def resolve_dispute(uow: UnitOfWork, operator_id: UUID, key: OrderKey, to: OrderStatus, reason: str) -> None:
    """An operator decides a dispute: completed, returning, or cancelled with the money going back.

    Errors: `order.unknown`, `order.move`, `order.reason`.
    """
    await _step(uow, Mover(ActorKind.OPERATOR, operator_id), key, to, reason)


async def follow_parcel(uow: UnitOfWork, key: OrderKey, to: OrderStatus) -> OrderStatus:
    """Bring an order to where its parcel is, over what was not told in between; returns where it stands then.

    A parcel that moves although its order went another way changes nothing, and is logged. Errors: `order.unknown`.
    """
    order = await _lock(uow, key)
    steps = rules.steps_towards(order.status, to)
    if not steps and order.status is not to:
        structlog.get_logger().warning("parcel of an order that went another way", order=str(key.order_id), status=order.status, told=to)
    for step in steps:
        order = await _lock(uow, key)
        await move_orders(uow, [Move(order=order, to=step, by=SYSTEM, reason="parcel")])
    return steps[-1] if steps else order.status


async def await_courier(uow: UnitOfWork, key: OrderKey) -> OrderState:
    """A courier is booked for a packed order, so its shop gets its time to hand it over anew. Errors: `order.unknown`."""
    order = await _lock(uow, key)
    await keep_orders.give_more_time(uow, key.shop_id, key.order_id)
    return order


async def _step(uow: UnitOfWork, by: Mover, key: OrderKey, to: OrderStatus, reason: str = "") -> None:
    order = await _lock(uow, key)
    await move_orders(uow, [Move(order=order, to=to, by=by, reason=reason)])


async def _lock(uow: UnitOfWork, key: OrderKey) -> OrderState:
    found = await keep_orders.lock_orders(uow, [(key.shop_id, key.order_id)])
    if not found:
        raise unknown(key.order_id)
    return found[0]
