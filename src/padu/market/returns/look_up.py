"""Look returns up by id."""

from __future__ import annotations

from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork


async def find_missing_returns(uow: UnitOfWork, asked: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these (shop, return) do not stand on the market."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select shop_id, return_id from market.order_return join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, return_id)"
        " using (shop_id, return_id)",
        [[shop_id for shop_id, _ in asked], [return_id for _, return_id in asked]],
    )
    return asked - {(shop_id, return_id) for shop_id, return_id in await cursor.fetchall()}
