"""Look shops and their warehouses up by id."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from padu.market.sellers.types import ShopId, WarehouseId
from padu.platform.unit_of_work import UnitOfWork


async def find_default_warehouses(uow: UnitOfWork, shops: Iterable[ShopId]) -> dict[ShopId, WarehouseId]:
    """The warehouse that each of these shops ships from unless told otherwise."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select distinct on (shop_id) shop_id, warehouse_id from market.warehouse where shop_id = any(%s)"
        " order by shop_id, is_default desc, warehouse_id",
        [list(shops)],
    )
    return {ShopId(shop_id): WarehouseId(warehouse_id) for shop_id, warehouse_id in await cursor.fetchall()}


async def find_missing_shops(uow: UnitOfWork, asked: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these (shop, shop) do not stand on the market."""
    driver = await uow.driver()
    cursor = await driver.execute("select shop_id from market.shop where shop_id = any(%s)", [[shop_id for shop_id, _ in asked]])
    found = {row[0] for row in await cursor.fetchall()}
    return {pair for pair in asked if pair[0] not in found}
