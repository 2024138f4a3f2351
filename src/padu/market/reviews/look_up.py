"""Look reviews up by id."""

from __future__ import annotations

from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork


async def find_missing_reviews(uow: UnitOfWork, asked: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these (shop, review) do not stand on the market."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select shop_id, review_id from market.review join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, review_id)"
        " using (shop_id, review_id)",
        [[shop_id for shop_id, _ in asked], [review_id for _, review_id in asked]],
    )
    return asked - {(shop_id, review_id) for shop_id, review_id in await cursor.fetchall()}
