"""`padu demo`: two platforms' exports, merged, reconciled, and shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console

from padu.demo import write_exports
from padu.entry.commands.serve import Pages, serve_beside
from padu.entry.commands.write_report import write_report
from padu.entry.console import Bar, bars
from padu.entry.databases import forget_databases, open_databases
from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.score_matching import KindQuality, score_run
from padu.entry.jobs.watch import Watch
from padu.entry.show_reconciliation import new_table, show_reconciliation
from padu.kernel.clock import SystemClock
from padu.kernel.errors import PaduError
from padu.merge import plan, runs
from padu.merge.reconcile import Reconciliation
from padu.merge.sources.types import Platform
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database, open_database


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a person may ask of the demo."""

    seed: int
    scale: float
    serve: bool
    report: Path | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo did and how long each step took, in seconds."""

    found: Reconciliation
    quality: dict[str, KindQuality]
    seconds: dict[str, float]


def run_demo(settings: Settings, options: DemoOptions, console: Console) -> int:
    """Do all of it; the exit code is 0 only if every check held."""
    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    with ExitStack() as stack:
        with console.status("Starting PostgreSQL …"), _timed(seconds, "database"):
            if options.fresh:
                forget_databases(settings)
            databases = open_databases(settings)
        ready = msgspec.structs.replace(settings, market_database_url=databases.market_url, social_database_url=databases.social_url)
        pages: Pages | None = None
        if options.serve:
            pages = stack.enter_context(serve_beside(ready))
            console.print(f"Watch it happen: [bold]{pages.url}/operations/merge[/bold]")
        exports = settings.home / "exports" / f"seed-{options.seed}-scale-{options.scale:g}"
        with bars(console) as bar:
            with _timed(seconds, "write"):
                write_exports(exports, seed=options.seed, scale=options.scale, progress=lambda _, done, total: bar("write", done, total))
            found, quality, steps = asyncio.run(_merge(databases.market_url, options, exports, bar))
        seconds |= steps | {"total": time.perf_counter() - begun}
        result = DemoResult(found, quality, seconds)
        if options.report is not None:
            write_report(options.report, found, quality, seconds)
        _show(console, result, exports, settings)
        if pages is not None and not found.failed:
            console.print(
                f"\nThe market: [bold]{pages.url}/[/bold]   The merge: [bold]{pages.url}/operations/merge[/bold]   Ctrl-C ends it."
            )
            pages.wait()
            console.print("\nThe pages are closed. PostgreSQL keeps running for the next time; [bold]padu db stop[/bold] ends it.")
    return 1 if found.failed else 0


async def _merge(
    url: str, options: DemoOptions, exports: Path, bar: Bar
) -> tuple[Reconciliation, dict[str, KindQuality], dict[str, float]]:
    database = open_database(url, SystemClock())
    try:
        await _refuse_other_demo(database, label := f"demo, seed {options.seed}, scale {options.scale:g}")
        watch = Watch(database, bar)
        market = exports / "market" / "tokopedia"
        job = MergeJob(
            label=label,
            inputs=(
                MergeInput("tokopedia-bulk", market),
                MergeInput("seller-centre-orders", market),
                MergeInput("tiktok-shop", exports / "social" / "tiktok-shop"),
            ),
            base=Platform.TOKOPEDIA,
            rules=plan.MergeRules(),
            rates=default_rates(),
        )
        found = await merge_exports(database, job, watch)
        async with database.unit_of_work() as uow:
            latest = await runs.find(uow, label)
            quality = await score_run(uow, latest.run_id, exports / "truth") if latest else {}
            if latest:
                await runs.keep_quality(uow, latest.run_id, msgspec.to_builtins(quality))
        return found, quality, watch.seconds
    finally:
        await database.close()


async def _refuse_other_demo(database: Database, label: str) -> None:
    """Two made-up worlds in one market would be neither."""
    async with database.unit_of_work() as uow:
        others = [run for run in await runs.labels(uow) if run.startswith("demo, ") and run != label]
    if others:
        raise PaduError(
            "demo.other_world",
            f"this market already holds another made-up world ({others[0]})",
            todo=f"ask for the same one, or begin anew with `padu demo --fresh`, or keep both with another PADU_HOME (wanted: {label})",
        )


def _show(console: Console, result: DemoResult, exports: Path, settings: Settings) -> None:
    show_reconciliation(console, result.found)
    table = new_table("precision", "recall", "with review", "merged", "true pairs")
    for kind, quality in result.quality.items():
        shares = (quality.precision, quality.recall, quality.recall_with_review)
        table.add_row(kind, *(f"{share:.3f}" for share in shares), f"{quality.found:,}", f"{quality.true:,}")
    console.print("\n[bold]Matching, against the generator's truth[/bold]", table)
    console.print(f"Exports, as the platforms write them: {exports}")
    console.print(f"State (database, pictures):           {settings.home}")
    console.print(
        f"Took {result.seconds['total']:.1f} s: "
        + ", ".join(f"{name} {value:.1f}" for name, value in result.seconds.items() if name != "total")
    )


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Generator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - begun
