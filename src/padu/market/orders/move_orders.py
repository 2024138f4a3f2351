"""Every step of an order goes through here: checked, written with who made it, its money posted, its units moved, and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from padu.events.market import OrderMoved, SaleCompleted
from padu.market import ledger, payments, stock
from padu.market.ledger import Posting
from padu.market.orders import keep_orders, rules, share_out
from padu.market.orders.types import Move, OrderStatus
from padu.platform.unit_of_work import UnitOfWork

_REASONS = {OrderStatus.CANCELLED: stock.StockReason.ORDER_CANCELLED, OrderStatus.RETURNED: stock.StockReason.ORDER_RETURNED}
_JAKARTA = dt.timezone(dt.timedelta(hours=7))


async def move_orders(uow: UnitOfWork, moves: Sequence[Move]) -> None:
    """Make steps of orders that the caller has locked, one an order at most.

    Errors, before anything is written: `order.move`, `order.reason`.
    """
    if not moves:
        return
    for move in moves:
        rules.check_move(move)
    now = uow.clock.now()
    await keep_orders.save_moves(uow, moves)
    back = [move for move in moves if rules.gives_back_units(move.order, move.to)]
    await stock.give_back(uow, [(move.order.shop_id, f"order:{move.order.order_id}", _REASONS[move.to]) for move in back])
    postings: list[Posting] = []
    refunds: list[payments.RefundWish] = []
    for move in moves:
        if move.to is OrderStatus.PAID:
            postings += share_out.paid(move.order, now)
        elif rules.gives_back_money(move.order, move.to):
            postings += share_out.owed_back(move.order, now)
            refunds += share_out.refund(move.order, move.reason or move.to.value)
    postings += await _complete(uow, [move for move in moves if move.to is OrderStatus.COMPLETED], now)
    await ledger.post(uow, postings)
    await payments.request_refunds(uow, refunds)
    uow.tell(*(_moved(move, now) for move in moves))


async def _complete(uow: UnitOfWork, moves: Sequence[Move], now: dt.datetime) -> list[Posting]:
    """Share the money out at the rates of the day on which each order was placed, and tell of the sale."""
    postings: list[Posting] = []
    lines = await keep_orders.sale_lines(uow, [move.order for move in moves]) if moves else {}
    for move in moves:
        order = move.order
        rates = await keep_orders.rates_on(uow, order.ordered_at.astimezone(_JAKARTA).date())
        sharing = share_out.share(lines[order.order_id], order.shipping, rates)
        postings += share_out.completed(order, sharing, now)
        uow.tell(
            SaleCompleted(
                shop_id=order.shop_id,
                order_id=order.order_id,
                buyer_id=order.buyer_id,
                lines=sharing.lines,
                amount=sharing.goods,
                commission=sharing.commission,
                completed_at=now,
            )
        )
    return postings


def _moved(move: Move, now: dt.datetime) -> OrderMoved:
    return OrderMoved(
        shop_id=move.order.shop_id,
        order_id=move.order.order_id,
        purchase_id=move.order.purchase_id,
        before=move.order.status.value,
        after=move.to.value,
        by=move.by.kind.value,
        reason=move.reason,
        at=now,
    )
