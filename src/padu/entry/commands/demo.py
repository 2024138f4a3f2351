"""`padu demo`: two platforms' exports, merged and reconciled; then the journey from a video to a paid order, played and shown."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from padu.demo import write_exports
from padu.demo.people import People, forget_people
from padu.entry.commands.run_beside import Running, run_beside
from padu.entry.commands.show_people import show_people
from padu.entry.commands.write_report import write_report
from padu.entry.console import Bar, bars
from padu.entry.databases import forget_databases, open_databases
from padu.entry.jobs.merge_exports import MergeInput, MergeJob, merge_exports
from padu.entry.jobs.open_people import open_market_people
from padu.entry.jobs.read_rates import default_rates
from padu.entry.jobs.score_matching import KindQuality, score_run
from padu.entry.jobs.stage_the_journey import (
    USUAL_FILMING,
    Filming,
    Played,
    all_the_rest,
    audit_the_journey,
    demo_settings,
    market_alone,
    play,
    stage_the_journey,
)
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
    play: bool = True
    filming: Filming = USUAL_FILMING


@dataclass(frozen=True, slots=True)
class Merged:
    """What the merge found, how well it matched, and how long each step took, in seconds."""

    found: Reconciliation
    quality: dict[str, KindQuality]
    seconds: dict[str, float]


def run_demo(settings: Settings, options: DemoOptions, console: Console) -> int:
    """Do all of it; the exit code is 0 only if every check held."""
    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    with ExitStack() as stack:
        ready, people = _open(settings, options, console, seconds)
        if options.serve:
            stack.enter_context(run_beside(ready, market_alone(ready)))
            console.print(f"Watch the merge: [bold]{ready.market_public_url}/operations/merge[/bold]")
            show_people(console, (people.operator,), ready)
        exports = settings.home / "exports" / f"seed-{options.seed}-scale-{options.scale:g}"
        with bars(console) as bar:
            with _timed(seconds, "write"):
                write_exports(exports, seed=options.seed, scale=options.scale, progress=lambda _, done, total: bar("write", done, total))
            merged = asyncio.run(_merge(ready.market_database_url or "", options, exports, bar))
        seconds |= merged.seconds
        _show_merge(console, merged, exports, settings)
        played: Played | None = None
        running = Running({})
        if not merged.found.failed and (options.play or options.serve):
            programs = all_the_rest(ready) if options.serve else (*market_alone(ready), *all_the_rest(ready))
            with console.status("Starting the sites, workers and sandboxes …"), _timed(seconds, "programs"):
                running = stack.enter_context(run_beside(ready, programs))
            played = _play(ready, people, options, console, seconds) if options.play else None
        seconds["total"] = time.perf_counter() - begun
        if options.report is not None:
            write_report(options.report, merged.found, merged.quality, seconds, played)
        failed = bool(merged.found.failed) or (options.play and (played is None or played.ledger_imbalance != 0))
        console.print(f"Took {seconds['total']:.1f} s: " + ", ".join(f"{n} {v:.1f}" for n, v in seconds.items() if n != "total"))
        if options.serve and not failed:
            _show_doors(console, ready, people, running)
    return 1 if failed else 0


def _open(settings: Settings, options: DemoOptions, console: Console, seconds: dict[str, float]) -> tuple[Settings, People]:
    """Databases, settings and the people of the market."""
    with console.status("Starting PostgreSQL …"), _timed(seconds, "database"):
        if options.fresh:
            forget_databases(settings)
            forget_people(settings.home)
            for name in ("media", "demo/sandboxes"):
                shutil.rmtree(settings.home / name, ignore_errors=True)
        databases = open_databases(settings)
        ready = msgspec.structs.replace(
            demo_settings(settings), market_database_url=databases.market_url, social_database_url=databases.social_url
        )
        return ready, asyncio.run(_open_people(ready))


async def _open_people(settings: Settings) -> People:
    database = open_database(settings.market_database_url or "", SystemClock())
    try:
        return await open_market_people(database, settings.home)
    finally:
        await database.close()


def _play(settings: Settings, people: People, options: DemoOptions, console: Console, seconds: dict[str, float]) -> Played:
    with bars(console) as bar, _timed(seconds, "stage"):
        staged = asyncio.run(stage_the_journey(settings, people, options.seed, bar, options.filming))
    table = Table(title="From a video to a paid order", title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    for heading in ("step", "ms"):
        table.add_column(heading, justify="right" if heading == "ms" else "left")
    with console.status("Playing the journey …") as status, _timed(seconds, "journey"):

        def tell(name: str, milliseconds: float) -> None:
            status.update(f"Playing the journey: {name}")
            table.add_row(name, f"{milliseconds:,.0f}")

        journey = play(settings, staged, tell)
        played = asyncio.run(audit_the_journey(settings, journey))
    console.print(table)
    mark = "[green]✔[/green]" if played.ledger_imbalance == 0 else "[bold red]✘[/bold red]"
    console.print(f"{mark} ledger: {played.postings:,} postings, debits less credits Rp{played.ledger_imbalance:,}")
    console.print(f"[green]✔[/green] checkpoint: {played.checkpoint['size']} entries of the audit log, root {played.checkpoint['root']}")
    return played


def _show_doors(console: Console, settings: Settings, people: People, running: Running) -> None:
    console.print(f"\nThe market: [bold]{settings.market_public_url}/[/bold]   The social side: [bold]{settings.social_public_url}/[/bold]")
    show_people(console, people.five, settings)
    console.print("One-time codes change every 30 seconds: [bold]padu people[/bold] shows those of the moment. Ctrl-C ends the demo.")
    running.wait()
    console.print("\nThe sites are closed. PostgreSQL keeps running for the next time; [bold]padu db stop[/bold] ends it.")


async def _merge(url: str, options: DemoOptions, exports: Path, bar: Bar) -> Merged:
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
        return Merged(found, quality, watch.seconds)
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


def _show_merge(console: Console, merged: Merged, exports: Path, settings: Settings) -> None:
    show_reconciliation(console, merged.found)
    table = new_table("precision", "recall", "with review", "merged", "true pairs")
    for kind, quality in merged.quality.items():
        shares = (quality.precision, quality.recall, quality.recall_with_review)
        table.add_row(kind, *(f"{share:.3f}" for share in shares), f"{quality.found:,}", f"{quality.true:,}")
    console.print("\n[bold]Matching, against the generator's truth[/bold]", table)
    console.print(f"Exports, as the platforms write them:  {exports}")
    console.print(f"State (databases, pictures, videos):   {settings.home}")


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Generator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - begun
