"""`padu merge status | waiting | decide | undo`: a person's part in a merge."""

from __future__ import annotations

import getpass
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
from rich.console import Console
from rich.text import Text

from padu.entry.databases import open_databases
from padu.entry.show_reconciliation import show_reconciliation
from padu.kernel.clock import SystemClock
from padu.kernel.errors import PaduError
from padu.merge import plan, reconcile, runs
from padu.merge.sources.types import Kind, Platform
from padu.platform import audit
from padu.platform.settings import Settings
from padu.platform.unit_of_work import UnitOfWork, open_database


@asynccontextmanager
async def _market(settings: Settings) -> AsyncGenerator[UnitOfWork]:
    database = open_database(open_databases(settings).market_url, SystemClock())
    try:
        async with database.unit_of_work() as uow:
            yield uow
    finally:
        await database.close()


async def _latest(uow: UnitOfWork) -> runs.Run:
    run = await runs.latest(uow)
    if run is None:
        raise PaduError("merge.none", "nothing has been merged here yet", todo="run `padu demo`, or `padu merge exports FOLDER`")
    return run


async def show_status(settings: Settings, console: Console) -> int:
    """The newest run's steps, and its reconciliation once it is finished."""
    async with _market(settings) as uow:
        run = await _latest(uow)
    console.print(f"[bold]{run.label}[/bold]: {run.state}, begun {run.started_at:%Y-%m-%d %H:%M} UTC")
    for step in run.steps:
        console.print(f"  {step.name:<10} {step.state:<9} {step.done:,} of {step.total:,} in {step.seconds:.1f} s")
    if run.error:
        console.print(run.error, style="red")
    if run.report is not None and "kinds" in run.report:
        kept = {name: value for name, value in run.report.items() if name != "quality"}
        show_reconciliation(console, msgspec.convert(kept, reconcile.Reconciliation, strict=False))
    return 0


async def show_waiting(settings: Settings, console: Console, limit: int) -> int:
    """Pairs that wait, with the probability that they are the same."""
    async with _market(settings) as uow:
        run = await _latest(uow)
        pairs = await plan.page_waiting(uow, run.run_id, -1, limit)
        total = await plan.count_waiting(uow, run.run_id)
    if not pairs:
        console.print("Nothing waits for a person.")
        return 0
    console.print(f"[bold]{len(pairs)} of {total} pairs that wait[/bold]: what waits, and what it may be the same as\n")
    for pair in pairs:
        share = "" if pair.probability is None else f"  ({pair.probability:.0%} likely the same)"
        # Ids are there to be copied: no line is broken, however narrow the terminal.
        console.print(Text(f"{pair.platform} {pair.kind} {pair.source_id}{share}", style="bold"), soft_wrap=True)
        console.print(Text(f"    {pair.title}"), soft_wrap=True)
        console.print(Text(f"    {pair.counterpart_title}  [{pair.counterpart}]\n"), soft_wrap=True)
    console.print("Decide: padu merge decide PLATFORM KIND ID same|different|reject, then run the merge again.", soft_wrap=True)
    return 0


async def keep_decision(settings: Settings, console: Console, record: tuple[str, str, str], verdict: str, note: str) -> int:
    """Keep a person's word on a record that waits; anything else is an error."""
    platform, kind, source_id = record
    if platform not in set(Platform):
        raise PaduError("merge.unknown_platform", f"{platform!r} is no platform", todo=f"one of {', '.join(Platform)}")
    key = (Platform(platform), Kind(kind), source_id)
    async with _market(settings) as uow:
        run = await _latest(uow)
        if key not in await plan.load_asking(uow, run.run_id):
            raise PaduError(
                "merge.not_waiting",
                f"no {kind} {source_id} of {platform} waits for a person",
                todo="see `padu merge waiting` for those that do",
            )
        by = getpass.getuser()
        decision_id = await plan.decide(uow, key, plan.Verdict(verdict), by=by, note=note)
        told = {"decision": str(decision_id), "verdict": verdict, "note": note}
        await audit.append(uow, [audit.AuditRecord(actor=by, action="merge.decided", subject="/".join(key), detail=told)])
    console.print(f"Kept as decision {decision_id}. It takes effect when the merge runs again; until then: padu merge undo {decision_id}")
    return 0


async def undo_decision(settings: Settings, console: Console, decision_id: str) -> int:
    """Take a decision back."""
    try:
        asked = UUID(decision_id)
    except ValueError as error:
        raise PaduError("merge.unknown_decision", f"{decision_id!r} is no decision's id") from error
    async with _market(settings) as uow:
        undone = await plan.undo_decision(uow, asked)
        if undone:
            record = audit.AuditRecord(actor=getpass.getuser(), action="merge.decision_undone", subject=str(asked), detail={})
            await audit.append(uow, [record])
    if not undone:
        raise PaduError("merge.unknown_decision", f"there is no decision {decision_id} that stands")
    console.print("Taken back.")
    return 0
