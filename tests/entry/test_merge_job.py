"""The whole job on a real database: everything accounted for, repeatable, and open to a person's word."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.market_state import state_of

from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.score_matching import score_run
from padu.entry.jobs.watch import Watch
from padu.kernel.clock import FixedClock
from padu.merge import plan, runs
from padu.merge.reconcile import Reconciliation
from padu.merge.sources.types import Kind, Platform
from padu.platform.unit_of_work import Database, open_database

pytestmark = pytest.mark.anyio


def job_of(exports: Path, label: str = "test") -> MergeJob:
    market = exports / "market" / "tokopedia"
    inputs = (
        MergeInput("tokopedia-bulk", market),
        MergeInput("seller-centre-orders", market),
        MergeInput("tiktok-shop", exports / "social" / "tiktok-shop"),
    )
    return MergeJob(label, inputs, Platform.TOKOPEDIA, plan.MergeRules(), default_rates())


async def merge(database: Database, exports: Path) -> Reconciliation:
    return await merge_exports(database, job_of(exports), Watch(database, lambda *_: None))


@pytest.fixture
async def database(committed_market, clock: FixedClock) -> AsyncGenerator[Database]:  # noqa: ANN001 - a conftest class can't be imported
    database = open_database(committed_market.app_url, clock)
    yield database
    await database.close()


async def test_everything_is_accounted_for_and_a_second_run_changes_nothing(database: Database, committed_market, exports: Path) -> None:  # noqa: ANN001 - as above
    found = await merge(database, exports)
    assert found.failed == ()
    assert sum(row.source for row in found.kinds) > 1000
    assert all(row.unaccounted == 0 for row in found.kinds)
    assert min(found.stock.on_market, found.stock.counted_twice, found.money[0].on_market) > 0
    before = state_of(committed_market.auditor_url)
    again = await merge(database, exports)
    assert again == found
    assert state_of(committed_market.auditor_url) == before


async def test_merged_sellers_are_one_shop_with_both_channels(database: Database, committed_market, exports: Path) -> None:  # noqa: ANN001 - as above
    found = await merge(database, exports)
    merged = next(row.merged for row in found.kinds if (row.platform, row.kind) == ("tiktok_shop", "seller"))
    both = [row for row in state_of(committed_market.auditor_url)["shops"] if len(row[3]) == 2]  # pyright: ignore[reportArgumentType] - an array
    assert len(both) == merged > 0


async def test_the_matching_is_measured_against_the_truth(database: Database, exports: Path) -> None:
    await merge(database, exports)
    async with database.unit_of_work() as uow:
        run = await runs.latest(uow)
        assert run is not None
        quality = await score_run(uow, run.run_id, exports / "truth")
    for figures in quality.values():
        assert figures.true > 0
        assert figures.precision > 0.9
        assert figures.recall_with_review > 0.8


async def test_a_persons_word_is_carried_out_when_the_merge_runs_again(database: Database, committed_market, exports: Path) -> None:  # noqa: ANN001 - as above
    first = await merge(database, exports)
    waiting = sum(row.waiting for row in first.kinds)
    async with database.unit_of_work() as uow:
        run = await runs.latest(uow)
        assert run is not None
        asking = sorted(key for key in await plan.load_asking(uow, run.run_id) if key[1] in {Kind.SELLER, Kind.LISTING})
        assert asking
        for key in asking:
            await plan.decide(uow, key, plan.Verdict.REJECT, by="test")
    second = await merge(database, exports)
    assert second.failed == ()
    assert sum(row.waiting for row in second.kinds) < waiting
    rows = {(row[0], row[1], row[2]): row[4] for row in state_of(committed_market.auditor_url)["plan"]}
    assert all(str(rows[key]).endswith(("person_reject", "foreign_documents", "seller_waits", "seller_rejected")) for key in asking)
    assert await merge(database, exports) == second


async def test_two_merges_never_write_to_one_market_at_once(database: Database, exports: Path) -> None:
    async with runs.alone(database):
        with pytest.raises(runs.RunUnderWayError):
            await merge(database, exports)
