"""Bring together everything that a plan is decided from."""

from __future__ import annotations

from uuid import UUID

from padu.market import stock
from padu.merge import sources
from padu.merge.plan import store
from padu.merge.plan.types import Facts, RecordKey, Verdict
from padu.merge.sources.types import Kind, Platform, SourceListing, SourceRecord
from padu.platform.unit_of_work import UnitOfWork


async def gather_facts(uow: UnitOfWork, run_id: UUID, *, base: Platform, convertible: frozenset[str]) -> Facts | None:
    """The facts of a run, still without the matching's findings; None where every record is settled and no new decision was made.

    To be asked only when everything that is settled is applied: the shelf is what the market has on hand now.
    """
    settled = await store.load_settled(uow, run_id)
    verdicts = await store.load_verdicts(uow)
    if settled and not await _decided_since(uow, run_id, verdicts):
        return None
    records: dict[tuple[Platform, Kind], list[SourceRecord]] = {}
    platforms = await sources.platforms_of(uow, run_id)
    for platform in platforms:
        for kind in Kind:
            if found := await sources.load_records(uow, run_id, platform, kind):
                records[platform, kind] = found
    known = await store.load_known(uow, run_id, platforms)
    return Facts(
        base=base,
        records=records,
        known=known,
        findings={},
        verdicts=verdicts,
        unreadable_sellers=await sources.quarantined_sellers(uow, run_id),
        convertible=convertible,
        shelf=await _shelf(uow, base, records),
        settled=settled,
    )


async def _decided_since(uow: UnitOfWork, run_id: UUID, verdicts: dict[RecordKey, Verdict]) -> bool:
    """Whether a record of this run that waits has been decided on."""
    asking = await store.load_asking(uow, run_id)
    return any(key in verdicts for key in asking)


async def _shelf(uow: UnitOfWork, base: Platform, records: dict[tuple[Platform, Kind], list[SourceRecord]]) -> dict[str, int]:
    """Units that the market has on hand now, of base listings that are carried in already."""
    listings = [record for record in records.get((base, Kind.LISTING), []) if isinstance(record, SourceListing)]
    skus = {sku.source_id: listing.source_id for listing in listings for sku in listing.skus}
    targets = await store.find_targets(uow, base, "sku", skus)
    on_hand = await stock.units_on_hand(uow, {(target.shop_id, target.target_id) for target in targets.values()})
    shelf: dict[str, int] = {}
    for sku_id, target in targets.items():
        listing_id = skus[sku_id]
        shelf[listing_id] = shelf.get(listing_id, 0) + on_hand.get((target.shop_id, target.target_id), 0)
    return shelf
