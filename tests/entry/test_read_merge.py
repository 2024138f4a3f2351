"""What the operator's page is told, from a real merge's own tables."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.watch import Watch
from padu.entry.read_merge import MergeTables
from padu.kernel.clock import FixedClock
from padu.kernel.errors import PaduError
from padu.kernel.ids import new_id
from padu.merge import plan
from padu.merge.reconcile import Reconciliation
from padu.merge.sources.types import Platform
from padu.platform.unit_of_work import Database, open_database
from padu.web.operations.merge_view import MergeQuestion

pytestmark = pytest.mark.anyio


@pytest.fixture
async def merged(committed_market, clock: FixedClock, exports: Path) -> AsyncGenerator[tuple[Database, Reconciliation]]:  # noqa: ANN001 - a conftest class can't be imported
    database = open_database(committed_market.app_url, clock)
    market = exports / "market" / "tokopedia"
    inputs = (MergeInput("tokopedia-bulk", market), MergeInput("tiktok-shop", exports / "social" / "tiktok-shop"))
    job = MergeJob("page", inputs, Platform.TOKOPEDIA, plan.MergeRules(), default_rates())
    found = await merge_exports(database, job, Watch(database, lambda *_: None))
    yield database, found
    await database.close()


async def test_the_page_shows_what_the_reconciliation_found(merged: tuple[Database, Reconciliation]) -> None:
    database, found = merged
    reader = MergeTables()
    async with database.unit_of_work() as uow:
        view = await reader.overview(uow, MergeQuestion())
        assert view is not None
        assert view.held
        assert view.total.source == sum(row.source for row in found.kinds)
        assert view.total.unaccounted == 0
        assert {line.label: line.units for line in view.stock}["difference"] == 0
        assert [step.state for step in view.steps] == ["finished"] * 5
        assert view.waiting.total >= len(view.waiting.pairs)
        for pair in view.waiting.pairs:
            assert pair.left_title
            assert pair.right_title
            assert pair.reason_indonesian != pair.reason
        assert await reader.overview(uow, MergeQuestion(run_id=new_id())) is None


async def test_the_quarantine_is_paged_to_its_end_without_a_gap(merged: tuple[Database, Reconciliation]) -> None:
    database, found = merged
    reader = MergeTables()
    async with database.unit_of_work() as uow:
        view = await reader.overview(uow, MergeQuestion())
        assert view is not None
        exported = [row async for row in reader.quarantine_rows(uow, view.run_id, None)]
        assert len(exported) == view.total.quarantined == sum(row.quarantined for row in found.kinds) > 10
        paged, after = list(view.quarantine.rows), view.quarantine.next
        while after:
            view = await reader.overview(uow, MergeQuestion(quarantine_after=after))
            assert view is not None
            paged += view.quarantine.rows
            after = view.quarantine.next
        assert paged == exported
        code = exported[0].code
        narrowed = [row async for row in reader.quarantine_rows(uow, view.run_id, code)]
        assert narrowed == [row for row in exported if row.code == code]


async def test_a_cursor_that_nobody_gave_is_refused(merged: tuple[Database, Reconciliation]) -> None:
    database, _ = merged
    async with database.unit_of_work() as uow:
        for wrong in ("%%%", "bm9wZQ", "WzFd"):
            with pytest.raises(PaduError) as caught:
                await MergeTables().overview(uow, MergeQuestion(quarantine_after=wrong))
            assert caught.value.code == "page.bad_parameter"
