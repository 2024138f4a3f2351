"""Look the units of shelves up."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import msgspec

from padu.market.catalog.types import VariantId
from padu.market.sellers.types import ShopId, WarehouseId
from padu.platform.unit_of_work import UnitOfWork


class ShelfUnits(msgspec.Struct, frozen=True, kw_only=True):
    """Units on hand of a variant in one warehouse."""

    shop_id: ShopId
    variant_id: VariantId
    warehouse_id: WarehouseId
    on_hand: int


async def find_shelves(uow: UnitOfWork, variants: set[tuple[ShopId, VariantId]]) -> dict[tuple[ShopId, VariantId], list[ShelfUnits]]:
    """The shelves of each of these variants, fullest first."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select s.shop_id, s.variant_id, s.warehouse_id, s.on_hand from market.stock s"
        " join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, variant_id) using (shop_id, variant_id)"
        " order by s.shop_id, s.variant_id, s.on_hand desc, s.warehouse_id",
        [[shop_id for shop_id, _ in variants], [variant_id for _, variant_id in variants]],
    )
    found: defaultdict[tuple[ShopId, VariantId], list[ShelfUnits]] = defaultdict(list)
    for shop_id, variant_id, warehouse_id, on_hand in await cursor.fetchall():
        shelf = ShelfUnits(shop_id=shop_id, variant_id=variant_id, warehouse_id=warehouse_id, on_hand=on_hand)
        found[shop_id, variant_id].append(shelf)
    return dict(found)


async def units_on_hand(uow: UnitOfWork, variants: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """Units on hand of each of these (shop, variant), over all warehouses; what has no shelf is absent."""
    asked = {(ShopId(shop_id), VariantId(variant_id)) for shop_id, variant_id in variants}
    shelves = await find_shelves(uow, asked)
    return {key: sum(shelf.on_hand for shelf in found) for key, found in shelves.items()}


async def sum_movements(uow: UnitOfWork, reference: str) -> int:
    """Units that all journal entries resting on `reference` brought, less those that they took."""
    driver = await uow.driver()
    cursor = await driver.execute("select coalesce(sum(delta), 0)::bigint from market.stock_entry where reference = %s", [reference])
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
