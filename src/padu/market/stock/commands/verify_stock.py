"""Check that the journal explains every unit."""

from __future__ import annotations

from padu.market.stock import store
from padu.market.stock.types import StockDisagreement
from padu.platform.unit_of_work import UnitOfWork


async def verify_stock(uow: UnitOfWork) -> list[StockDisagreement]:
    """Recompute every shelf from its journal; returns those that disagree, none if all is well."""
    return await store.disagreeing(uow)
