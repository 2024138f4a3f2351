"""Say where a variant's units came from and went."""

from __future__ import annotations

from padu.market.catalog.types import VariantId
from padu.market.sellers.types import ShopId
from padu.market.stock import store
from padu.market.stock.types import JournalEntry
from padu.platform.unit_of_work import UnitOfWork


async def explain_units(uow: UnitOfWork, shop_id: ShopId, variant_id: VariantId) -> list[JournalEntry]:
    """The journal of one variant: warehouse by warehouse, first entry to last, each with the balance after it."""
    return await store.journal_of(uow, shop_id, variant_id)
