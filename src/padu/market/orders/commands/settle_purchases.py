"""Answer what is learnt of payments: orders are paid, held, given up, or their money is owed back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.events import Event
from padu.events.market import PaymentAdvanced, RefundSent
from padu.market import ledger, payments
from padu.market.ledger import Posting
from padu.market.orders import keep_orders, share_out
from padu.market.orders.move_orders import move_orders
from padu.market.orders.types import SYSTEM, Move, OrderState, OrderStatus
from padu.market.payments import PaymentState
from padu.platform.unit_of_work import UnitOfWork

_CAME = frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED})
_CLOSED = frozenset({PaymentState.EXPIRED, PaymentState.CANCELLED, PaymentState.FAILED})
_UNPAID = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.ON_HOLD})


async def settle_purchases(uow: UnitOfWork, events: Sequence[Event]) -> None:
    """Reaction to payments: the last state told of each counts, and telling it again changes nothing."""
    advanced = [event for event in events if isinstance(event, PaymentAdvanced)]
    states = {(event.buyer_id, event.purchase_id): PaymentState(event.state) for event in advanced}
    keys: list[tuple[UUID, UUID]] = []
    for buyer_id, purchase_id in sorted(states):
        await keep_orders.lock_purchase(uow, buyer_id, purchase_id)
        keys += await keep_orders.orders_of_purchase(uow, buyer_id, purchase_id)
    moves: list[Move] = []
    postings: list[Posting] = []
    refunds: list[payments.RefundWish] = []
    for order in await keep_orders.lock_orders(uow, keys):
        state = states[order.buyer_id, order.purchase_id]
        moves += _move(order, state)
        if state in _CAME and order.status is OrderStatus.CANCELLED and not order.is_paid:
            postings += share_out.paid_in_vain(order, uow.clock.now())
            refunds += share_out.refund(order, "paid_in_vain")
    for (buyer_id, purchase_id), state in states.items():
        moved = any((move.order.buyer_id, move.order.purchase_id) == (buyer_id, purchase_id) for move in moves)
        if moved and state in _CAME | _CLOSED:
            await keep_orders.set_purchase(uow, buyer_id, purchase_id, "paid" if state in _CAME else "cancelled")
    await move_orders(uow, moves)
    postings += [posting for event in events if isinstance(event, RefundSent) for posting in share_out.sent_back(event)]
    await ledger.post(uow, postings)
    await payments.request_refunds(uow, refunds)


def _move(order: OrderState, state: PaymentState) -> list[Move]:
    if order.status not in _UNPAID:
        return []
    if state in _CAME:
        return [Move(order=order, to=OrderStatus.PAID, by=SYSTEM)]
    if state in _CLOSED:
        return [Move(order=order, to=OrderStatus.CANCELLED, by=SYSTEM, reason=f"payment_{state}")]
    if state is PaymentState.IN_REVIEW and order.status is OrderStatus.AWAITING_PAYMENT:
        return [Move(order=order, to=OrderStatus.ON_HOLD, by=SYSTEM)]
    return []
