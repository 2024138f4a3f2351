"""Reads of creators' counts: the market's page for the social side, and the social side's sums for a creator."""

from __future__ import annotations

from uuid import UUID

from padu.exchange.attribution import store
from padu.exchange.attribution.types import Earnings
from padu.exchange.register import PAGE_LIMIT, Answer, as_moment
from padu.platform.unit_of_work import UnitOfWork

ATTRIBUTION_PATH = "/exchange/v1/attribution"


async def page_of_counts(uow: UnitOfWork, after: int, limit: int = PAGE_LIMIT) -> Answer:
    """What was published after a number (market's side)."""
    rows = await store.publications_after(uow, after, limit + 1)
    shown = rows[:limit]
    messages = [
        {
            "publication_id": str(row.publication_id),
            "creator_id": str(row.creator_id),
            "listing_id": str(row.listing_id),
            "day": row.day.isoformat(),
            "orders": row.orders,
            "units": row.units,
            "commission": row.commission_idr,
            "published_at": as_moment(row.published_at),
        }
        for row in shown
    ]
    return Answer(messages={"attribution": messages}, next=shown[-1].number if shown else after, more=len(rows) > limit)


async def earnings_of(uow: UnitOfWork, creator_id: UUID, limit: int = 50) -> Earnings:
    """What was published for a creator (social side): sums over all time, and the newest counts."""
    return await store.earnings_of(uow, creator_id, limit)
