"""A merge and a person's decisions stand in the audit log, and the evidence of them verifies offline."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.watch import Watch
from padu.kernel.clock import FixedClock
from padu.merge import plan
from padu.merge.sources.types import Platform
from padu.oversight import evidence
from padu.platform import audit
from padu.platform.unit_of_work import open_database

pytestmark = pytest.mark.anyio


async def test_a_merge_is_told_to_the_audit_log_once(committed_market, clock: FixedClock, exports: Path, tmp_path: Path) -> None:  # noqa: ANN001 - a conftest class can't be imported
    database = open_database(committed_market.app_url, clock)
    market = exports / "market" / "tokopedia"
    inputs = (MergeInput("tokopedia-bulk", market), MergeInput("tiktok-shop", exports / "social" / "tiktok-shop"))
    job = MergeJob("evidence", inputs, Platform.TOKOPEDIA, plan.MergeRules(), default_rates())
    for _ in range(2):
        found = await merge_exports(database, job, Watch(database, lambda *_: None))
        assert found.failed == ()
        assert found.ledger_imbalance == 0
    signer = evidence.load_or_make_key(tmp_path / "key", name="padu/market/audit")
    out = io.BytesIO()
    async with database.unit_of_work() as uow:
        assert await audit.count(uow) == 1
        await evidence.make_checkpoint(uow, signer)
        await evidence.export_evidence(uow, signer.verifier, out)
    await database.close()
    out.seek(0)
    verdict = evidence.verify_evidence(out)
    assert verdict.faults == ()
    assert verdict.entries == 1
    assert b"merge.finished" in out.getvalue()
