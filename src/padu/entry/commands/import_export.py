"""`padu import` and `padu merge exports`: take real exports into the market."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from rich.console import Console

from padu.entry.commands.write_report import write_report
from padu.entry.console import Bar, bars
from padu.entry.databases import open_databases
from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates, read_rates
from padu.entry.jobs.watch import Watch
from padu.entry.show_reconciliation import show_reconciliation
from padu.kernel.clock import SystemClock
from padu.merge import plan
from padu.merge.reconcile import Reconciliation
from padu.merge.sources.types import Platform
from padu.platform.settings import Settings
from padu.platform.unit_of_work import open_database

_BASES = {
    "tiktok-shop": Platform.TIKTOK_SHOP,
    "tokopedia-bulk": Platform.TOKOPEDIA,
    "seller-centre-orders": Platform.TOKOPEDIA,
    "prdect-id": Platform.PRDECT_ID,
    "olist": Platform.OLIST,
}


def run_import(  # noqa: PLR0913 - the command's options
    settings: Settings, kind: str, path: Path, *, rates: Path | None, report: Path | None, console: Console
) -> int:
    """Load one export: its own records stand, nothing is matched."""
    job = MergeJob(
        label=f"import of {kind}, {path.name}",
        inputs=(MergeInput(kind, path),),
        base=_BASES[kind],
        rules=plan.MergeRules(),
        rates=read_rates(rates) if rates else default_rates(),
    )
    return _run(settings, job, report, console)


def run_merge_folder(settings: Settings, folder: Path, *, rates: Path | None, report: Path | None, console: Console) -> int:
    """Merge a folder that holds a social app's shop and a marketplace."""
    market = folder / "market" / "tokopedia"
    job = MergeJob(
        label=f"merge of {folder.name}",
        inputs=(
            MergeInput("tokopedia-bulk", market),
            MergeInput("seller-centre-orders", market),
            MergeInput("tiktok-shop", folder / "social" / "tiktok-shop"),
        ),
        base=Platform.TOKOPEDIA,
        rules=plan.MergeRules(),
        rates=read_rates(rates) if rates else default_rates(),
    )
    return _run(settings, job, report, console)


def _run(settings: Settings, job: MergeJob, report: Path | None, console: Console) -> int:
    begun = time.perf_counter()
    url = open_databases(settings).market_url
    with bars(console) as bar:
        found, seconds = asyncio.run(_merge(url, job, bar))
    seconds["total"] = time.perf_counter() - begun
    if report is not None:
        write_report(report, found, {}, seconds)
    show_reconciliation(console, found)
    return 1 if found.failed else 0


async def _merge(url: str, job: MergeJob, bar: Bar) -> tuple[Reconciliation, dict[str, float]]:
    database = open_database(url, SystemClock())
    try:
        watch = Watch(database, bar)
        return await merge_exports(database, job, watch), watch.seconds
    finally:
        await database.close()
