"""Load and save runs; no decisions."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.ids import new_id
from padu.merge.runs.tables import run, run_step
from padu.merge.runs.types import Run, RunId, RunState, RunUnderWayError, Step, StepProgress
from padu.platform.unit_of_work import Database, UnitOfWork

_LOCK = 0x6D65726765  # "merge": one run writes to a market at a time


@asynccontextmanager
async def alone(database: Database) -> AsyncGenerator[None]:
    """Hold the market's merge lock on a connection of its own, or raise `RunUnderWayError`; a killed process lets go of it."""
    async with database.engine.connect() as connection:
        held = await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK)))
        await connection.commit()
        if not held:
            raise RunUnderWayError
        try:
            yield
        finally:
            await connection.scalar(sa.select(sa.func.pg_advisory_unlock(_LOCK)))
            await connection.commit()


async def begin_or_resume(uow: UnitOfWork, input_digest: str, label: str, rules: dict[str, Any]) -> Run:
    """The run of this input: the one that was begun before, or a new one with all its steps waiting."""
    now = uow.clock.now()
    await uow.connection.execute(
        insert(run)
        .values(run_id=new_id(), input_digest=input_digest, label=label, state=RunState.RUNNING, rules=rules, started_at=now)
        .on_conflict_do_nothing(index_elements=["input_digest"])
    )
    run_id = await uow.connection.scalar(sa.select(run.c.run_id).where(run.c.input_digest == input_digest))
    steps = [
        {"run_id": run_id, "name": step, "position": n, "state": "waiting", "done": 0, "total": 0, "seconds": 0.0, "updated_at": now}
        for n, step in enumerate(Step)
    ]
    await uow.connection.execute(insert(run_step).on_conflict_do_nothing(), steps)
    return await load(uow, RunId(run_id))  # pyright: ignore[reportArgumentType] - the row was made above


async def load(uow: UnitOfWork, run_id: RunId) -> Run:
    """One run with its steps in order."""
    row = (await uow.connection.execute(sa.select(run).where(run.c.run_id == run_id))).one()
    steps = await uow.connection.execute(sa.select(run_step).where(run_step.c.run_id == run_id).order_by(run_step.c.position))
    return Run(
        run_id=RunId(row.run_id),
        input_digest=row.input_digest,
        label=row.label,
        state=RunState(row.state),
        rules=row.rules,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error=row.error,
        report=row.report,
        steps=tuple(StepProgress(name=Step(s.name), state=s.state, done=s.done, total=s.total, seconds=s.seconds) for s in steps),
    )


async def latest(uow: UnitOfWork) -> Run | None:
    """The run that was begun last, if there is any."""
    run_id = await uow.connection.scalar(sa.select(run.c.run_id).order_by(run.c.started_at.desc(), run.c.run_id.desc()).limit(1))
    return None if run_id is None else await load(uow, RunId(run_id))


async def note_progress(uow: UnitOfWork, run_id: RunId, progress: StepProgress) -> None:
    """Write how far a step has come."""
    await uow.connection.execute(
        sa.update(run_step)
        .where(run_step.c.run_id == run_id, run_step.c.name == progress.name)
        .values(state=progress.state, done=progress.done, total=progress.total, seconds=progress.seconds, updated_at=uow.clock.now())
    )


async def finish(uow: UnitOfWork, run_id: RunId, report: dict[str, Any]) -> None:
    """Close a run with its report."""
    await uow.connection.execute(
        sa.update(run)
        .where(run.c.run_id == run_id)
        .values(
            state=RunState.FINISHED,
            finished_at=sa.func.coalesce(run.c.finished_at, sa.cast(uow.clock.now(), run.c.finished_at.type)),
            report=report,
            error=None,
        )
    )


async def fail(uow: UnitOfWork, run_id: RunId, error: str) -> None:
    """Note why a run stopped; running it again resumes it."""
    await uow.connection.execute(sa.update(run).where(run.c.run_id == run_id).values(state=RunState.FAILED, error=error))


async def resume(uow: UnitOfWork, run_id: RunId) -> None:
    """Mark a failed or finished run as being worked on again."""
    await uow.connection.execute(sa.update(run).where(run.c.run_id == run_id).values(state=RunState.RUNNING, error=None))


async def labels(uow: UnitOfWork) -> list[str]:
    """The labels of all runs, oldest first."""
    return list((await uow.connection.scalars(sa.select(run.c.label).order_by(run.c.started_at, run.c.run_id))).all())


async def find(uow: UnitOfWork, label: str) -> Run | None:
    """The newest run of a label, if there is one."""
    query = sa.select(run.c.run_id).where(run.c.label == label).order_by(run.c.started_at.desc(), run.c.run_id.desc()).limit(1)
    run_id = await uow.connection.scalar(query)
    return None if run_id is None else await load(uow, RunId(run_id))


async def keep_quality(uow: UnitOfWork, run_id: RunId, quality: dict[str, Any]) -> None:
    """Keep how well the matching did, where a truth is known to measure it against."""
    merged = sa.func.coalesce(run.c.report, sa.cast({}, run.c.report.type)).op("||")(sa.cast({"quality": quality}, run.c.report.type))
    await uow.connection.execute(sa.update(run).where(run.c.run_id == run_id).values(report=merged))


async def get(uow: UnitOfWork, run_id: RunId) -> Run | None:
    """One run, None where there is none of that id."""
    found = await uow.connection.scalar(sa.select(run.c.run_id).where(run.c.run_id == run_id))
    return None if found is None else await load(uow, run_id)
