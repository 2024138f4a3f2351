"""Take orders over from another platform."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.orders import rules, store
from padu.market.orders.types import ImportedOrder, OrderId
from padu.platform.unit_of_work import UnitOfWork


async def import_orders(uow: UnitOfWork, orders: Sequence[ImportedOrder]) -> set[OrderId]:
    """Import orders with their lines into shops that exist; returns those that were not there before.

    An order that stands already stays as it is, lines included. Raises `OrderError` before anything is written where an
    order's amounts, rate or quantities cannot be, or where its source stands under another id.
    """
    if not orders:
        return set()
    rules.check_orders(orders)
    taken = await store.taken_sources(uow, orders)
    for order in orders:
        if taken.get((order.shop_id, order.platform, order.source_id), order.order_id) != order.order_id:
            raise rules.source_taken(order)
    once = {(order.shop_id, order.order_id): order for order in reversed(orders)}
    added = await store.add_orders(uow, list(once.values()))
    await store.add_lines(uow, [order for key, order in once.items() if key in added])
    return {order_id for _, order_id in added}
