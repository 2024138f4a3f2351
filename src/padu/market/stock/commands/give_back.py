"""Bring back to their shelves the units that orders took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid5

from padu.market.sellers.types import ShopId
from padu.market.stock import store
from padu.market.stock.commands.record_movements import record_movements
from padu.market.stock.types import EntryId, JournalEntry, StockMovement, StockReason
from padu.platform.unit_of_work import UnitOfWork


async def give_back(uow: UnitOfWork, orders: Sequence[tuple[ShopId, str, StockReason]]) -> tuple[JournalEntry, ...]:
    """Journal the opposite of what each (shop, reference) took when it was placed, for a reason; done twice it changes nothing."""
    by_shop: defaultdict[ShopId, dict[str, StockReason]] = defaultdict(dict)
    for shop_id, reference, reason in orders:
        by_shop[shop_id][reference] = reason
    now = uow.clock.now()
    movements = [
        StockMovement(
            shop_id=shop_id,
            entry_id=EntryId(uuid5(entry_id, "given back")),
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            delta=-delta,
            reason=by_shop[shop_id][reference],
            reference=reference,
            at=now,
        )
        for shop_id in sorted(by_shop)
        for entry_id, variant_id, warehouse_id, delta, reference in await store.taken_for(uow, shop_id, list(by_shop[shop_id]))
    ]
    return await record_movements(uow, movements)
