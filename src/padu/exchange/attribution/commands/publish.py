"""Tell creators' counts."""

from __future__ import annotations

from padu.exchange.attribution import rules, store
from padu.exchange.attribution.types import Holding
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import Database, UnitOfWork


async def publish(uow: UnitOfWork, holding: Holding) -> int:
    """Publish what may be told now; returns how many counts. Each sale is told of once, however many publish at the same time."""
    last = await store.lock_numbers(uow)
    now = uow.clock.now()
    groups = rules.gather_groups(await store.waiting_sales(uow, rules.told_until(now, holding)), now, holding)
    if groups:
        await store.add_publications(uow, [(new_id(), group) for group in groups], last=last)
    return len(groups)


async def publish_attribution(database: Database, holding: Holding) -> int:
    """The job that publishes on schedule."""
    async with database.unit_of_work() as uow:
        return await publish(uow, holding)
