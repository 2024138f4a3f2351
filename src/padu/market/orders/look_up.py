"""Look orders up by id."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork


async def sum_open(uow: UnitOfWork, asked: list[tuple[UUID, UUID]]) -> dict[str, Decimal]:
    """What buyers owe or have paid in those of these (shop, order) that are open, by currency, in the original amounts."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select o.currency, sum(o.total_original) from market.shop_order o"
        " join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, order_id) using (shop_id, order_id) where o.is_open group by 1",
        [[shop_id for shop_id, _ in asked], [order_id for _, order_id in asked]],
    )
    return dict(await cursor.fetchall())


async def find_missing_orders(uow: UnitOfWork, asked: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these (shop, order) do not stand on the market."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select shop_id, order_id from market.shop_order join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, order_id)"
        " using (shop_id, order_id)",
        [[shop_id for shop_id, _ in asked], [order_id for _, order_id in asked]],
    )
    return asked - {(shop_id, order_id) for shop_id, order_id in await cursor.fetchall()}
