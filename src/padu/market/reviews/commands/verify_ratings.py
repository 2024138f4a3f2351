"""Check that ratings are what reviews make them."""

from __future__ import annotations

from padu.market.reviews import store
from padu.platform.unit_of_work import UnitOfWork


async def verify_ratings(uow: UnitOfWork) -> int:
    """Recount every listing's reviews; returns how many listings have another rating than their reviews give, 0 if all is well."""
    return await store.count_disagreeing(uow)
