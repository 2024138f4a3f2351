"""Open the places that shops ship from."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.sellers import store
from padu.market.sellers.types import NewWarehouse, WarehouseId
from padu.platform.unit_of_work import UnitOfWork


async def open_warehouses(uow: UnitOfWork, warehouses: Sequence[NewWarehouse]) -> set[WarehouseId]:
    """Open warehouses of shops that exist; returns those that were not open yet."""
    return await store.add_warehouses(uow, warehouses) if warehouses else set()
