"""The main job: read exports, match, plan, apply in chunks, reconcile. Safe to kill anywhere and run again.

Every step commits what it has done and begins where it was left: files are kept whole, a plan is saved at once, a chunk is
applied together with the note that it was. Two jobs never write to one market at the same time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from padu.entry.jobs.read_exports import digest_files, read_files
from padu.entry.jobs.watch import Watch
from padu.kernel.errors import PaduError
from padu.kernel.ids import new_id
from padu.kernel.money import ExchangeRates
from padu.merge import apply, matching, plan, reconcile, runs, sources
from padu.merge.sources.types import Kind, Platform, SourceListing, SourceSeller
from padu.platform import audit
from padu.platform.database import refresh_statistics
from padu.platform.unit_of_work import Database

_CHUNK = 1000
_LOOK_SECONDS = 0.5
_STAGE_ROWS = 4000


@dataclass(frozen=True, slots=True)
class MergeInput:
    """One export: its kind (one of `sources.IMPORT_KINDS`) and where it lies."""

    kind: str
    path: Path


@dataclass(frozen=True, slots=True)
class MergeJob:
    """What to merge, into whose records, and by which rules."""

    label: str
    inputs: tuple[MergeInput, ...]
    base: Platform
    rules: plan.MergeRules
    rates: ExchangeRates


async def merge_exports(database: Database, job: MergeJob, watch: Watch) -> reconcile.Reconciliation:
    """Do the whole job; returns the reconciliation, which is saved with the run."""
    async with runs.alone(database):
        files = [file for given in job.inputs for file in sources.discover(given.kind, given.path)]
        digests = digest_files(files)
        async with database.unit_of_work() as uow:
            run = await runs.begin_or_resume(uow, _input_digest(files, digests), job.label, msgspec.to_builtins(job.rules))
            await runs.resume(uow, run.run_id)
        watch.follow(run.run_id)
        try:
            await _read(database, run.run_id, files, digests, watch)
            await _apply(database, run.run_id, job, watch)  # what a killed run had planned and not finished
            await _plan(database, run.run_id, job, watch)
            await _apply(database, run.run_id, job, watch)
            return await _reconcile(database, run, watch)
        except PaduError as error:
            async with database.unit_of_work() as uow:
                await runs.fail(uow, run.run_id, str(error))
            raise


def _input_digest(files: Sequence[sources.SourceFile], digests: Sequence[str]) -> str:
    lines = sorted(f"{file.platform} {file.name} {digest}\n" for file, digest in zip(files, digests, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


async def _read(database: Database, run_id: runs.RunId, files: Sequence[sources.SourceFile], digests: Sequence[str], watch: Watch) -> None:
    """Read and keep every file that is not kept yet, some thousand records a transaction."""
    async with watch.step(runs.Step.READ) as step:
        async with database.unit_of_work() as uow:
            kept = await sources.staged_files(uow, run_id)
            seen = await sources.staged_keys(uow, run_id)
        left = [(file, digest) for file, digest in zip(files, digests, strict=True) if (file.platform, file.name) not in kept]
        done = len(files) - len(left)
        batch: list[sources.ReadFile] = []
        rows = 0
        for read in read_files(left):
            outcomes = sources.set_duplicates_apart(read.outcomes, read.file.platform, seen)
            batch.append(msgspec.structs.replace(read, outcomes=outcomes))
            rows += len(outcomes)
            if rows >= _STAGE_ROWS:
                await _keep(database, run_id, batch)
                done += len(batch)
                batch, rows = [], 0
                await step.reach(done, len(files))
        await _keep(database, run_id, batch)
        if left:
            async with database.unit_of_work() as uow:
                await refresh_statistics(uow, "merge", "source_file", "source_record", "quarantine")
        await step.reach(len(files), len(files))


async def _keep(database: Database, run_id: runs.RunId, batch: Sequence[sources.ReadFile]) -> None:
    if batch:
        async with database.unit_of_work() as uow:
            await sources.keep_files(uow, run_id, batch)


async def _plan(database: Database, run_id: runs.RunId, job: MergeJob, watch: Watch) -> None:
    """Match and plan what has no plan yet, or waited for a decision that has been made since."""
    async with database.unit_of_work() as uow:
        facts = await plan.gather_facts(uow, run_id, base=job.base, convertible=job.rates.currencies)
    if facts is None:
        for name in (runs.Step.MATCH, runs.Step.PLAN):
            async with watch.step(name) as step:
                await step.reach(1, 1)
        return
    async with watch.step(runs.Step.MATCH) as step:
        # In a thread, so that whoever looks at the page sees it move; the arithmetic lets go of the interpreter's lock.
        work = asyncio.ensure_future(asyncio.to_thread(_findings, facts, job.rules, lambda _, done, total: step.show(done, total)))
        while not (await asyncio.wait({work}, timeout=_LOOK_SECONDS))[0]:
            await step.reach(step.done, step.total)
        facts = msgspec.structs.replace(facts, findings=work.result())
        await step.reach(1, 1)
    async with watch.step(runs.Step.PLAN) as step:
        items = plan.make_plan(facts, job.rules, new_id)
        await step.reach(0, len(items))
        async with database.unit_of_work() as uow:
            await plan.save_plan(uow, run_id, items)
            await refresh_statistics(uow, "merge", "plan_item")
        await step.reach(len(items), len(items))


def _findings(facts: plan.Facts, rules: plan.MergeRules, show: matching.Progress) -> dict[plan.RecordKey, plan.Finding]:
    """Match every other platform's sellers and listings with the base's."""

    def sellers(platform: Platform) -> list[SourceSeller]:
        return [record for record in facts.records.get((platform, Kind.SELLER), []) if isinstance(record, SourceSeller)]

    def listings(platform: Platform) -> list[SourceListing]:
        return [record for record in facts.records.get((platform, Kind.LISTING), []) if isinstance(record, SourceListing)]

    review = min(rules.seller_review, rules.listing_review)
    asked = matching.MatchRules(accept=max(rules.seller_accept, rules.listing_accept), review=review)
    findings: dict[plan.RecordKey, plan.Finding] = {}
    for platform in sorted({platform for platform, _ in facts.records} - {facts.base}):
        found = matching.match_sources(
            sellers(platform), listings(platform), sellers(facts.base), listings(facts.base), rules=asked, progress=show
        )
        for pair in (*found.sellers, *found.listings):
            finding = plan.Finding(counterpart=pair.right_id, probability=pair.probability, evidence=dict(pair.evidence))
            findings[platform, pair.kind, pair.left_id] = finding
    return findings


async def _apply(database: Database, run_id: runs.RunId, job: MergeJob, watch: Watch) -> None:
    """Apply what the plan has and the market has not; nothing where there is no plan yet."""
    async with database.unit_of_work() as uow:
        done, total = await plan.count_items(uow, run_id)
    if total == 0:
        return
    async with watch.step(runs.Step.APPLY) as step:
        await step.reach(done, total)
        for kind in apply.KINDS:
            before = done
            while True:
                async with database.unit_of_work() as uow:
                    applied = await apply.apply_chunk(uow, run_id, kind, rates=job.rates, limit=_CHUNK)
                if not applied:
                    break
                done += applied
                await step.reach(done, total)
            if done > before:
                async with database.unit_of_work() as uow:
                    await refresh_statistics(uow, "merge", "plan_item", "crosswalk")


async def _reconcile(database: Database, run: runs.Run, watch: Watch) -> reconcile.Reconciliation:
    """Reconcile and close the run; the first time, the audit log is told in the same transaction."""
    async with watch.step(runs.Step.RECONCILE) as step:
        async with database.unit_of_work() as uow:
            found = await reconcile.reconcile(uow, run.run_id)
            await runs.finish(uow, run.run_id, msgspec.to_builtins(found))
            if run.finished_at is None:
                await audit.append(uow, [_merged(run, found)])
        await step.reach(1, 1)
    return found


def _merged(run: runs.Run, found: reconcile.Reconciliation) -> audit.AuditRecord:
    counts = ("source", "created", "merged", "rejected", "waiting", "quarantined", "unaccounted")
    sums = {name: sum(getattr(row, name) for row in found.kinds) for name in counts}
    detail = {
        "label": run.label,
        "input_digest": run.input_digest,
        "records": sums,
        "checks_failed": [check.name for check in found.failed],
    }
    return audit.AuditRecord(actor="padu", action="merge.finished", subject=str(run.run_id), detail=detail)
