"""Carry out the next piece of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from padu.kernel.money import ExchangeRates
from padu.merge import plan, sources
from padu.merge.apply.carry_listings import carry_listings
from padu.merge.apply.carry_orders import carry_orders, carry_returns
from padu.merge.apply.carry_reviews import carry_reviews
from padu.merge.apply.carry_sellers import carry_sellers
from padu.merge.apply.types import Carried
from padu.merge.sources.types import Kind
from padu.platform.unit_of_work import UnitOfWork

KINDS = (Kind.SELLER, Kind.LISTING, Kind.ORDER, Kind.RETURN, Kind.REVIEW)


async def apply_chunk(uow: UnitOfWork, run_id: UUID, kind: Kind, *, rates: ExchangeRates, limit: int) -> int:
    """Apply up to `limit` items of one kind in the plan's order; returns how many, 0 when none is left.

    The rows, the crosswalk and the note that the items are applied are one transaction: a killed process has done all of
    it or nothing.
    """
    items = await plan.next_items(uow, run_id, kind, limit)
    if not items:
        return 0
    records = await sources.load_by_ids(uow, run_id, kind, [(item.platform, item.source_id) for item in items])
    chunk = [Carried(item, records[item.platform, item.source_id]) for item in items]
    fresh = [carried for carried in chunk if carried.item.rule != "known.same_record"]
    rows = await _carry(uow, run_id, kind, cast("Sequence[Carried[Any]]", fresh), rates) if fresh else []
    rows += [plan.CrosswalkRow(c.item.platform, kind, c.item.source_id, c.shop_id, c.target_id) for c in fresh]
    await plan.mark_applied(uow, run_id, items, rows)
    return len(items)


async def _carry(uow: UnitOfWork, run_id: UUID, kind: Kind, chunk: Sequence[Carried[Any]], rates: ExchangeRates) -> list[plan.CrosswalkRow]:
    match kind:
        case Kind.SELLER:
            return await carry_sellers(uow, chunk)
        case Kind.LISTING:
            return await carry_listings(uow, run_id, chunk, rates)
        case Kind.ORDER:
            await carry_orders(uow, chunk, rates)
        case Kind.RETURN:
            await carry_returns(uow, chunk, rates)
        case Kind.REVIEW:
            await carry_reviews(uow, chunk)
        case Kind.VIDEO:
            pass  # videos stay on the social side; no plan carries one
    return []
