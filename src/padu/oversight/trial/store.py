"""Load and save trials; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from padu.oversight.trial.rules import state_after
from padu.oversight.trial.types import GateFigure, Step, Trial, TrialId
from padu.platform.unit_of_work import UnitOfWork

_LOCK = 0x5061647554726961  # "PaduTria": one step of one trial at a time

_NEWEST = """
    select t.trial_id, t.plan, t.opened_at, (select count(*) from oversight.trial_member m where m.trial_id = t.trial_id)
    from oversight.trial t order by t.opened_at desc, t.trial_id desc limit 1
"""
_STEPS = "select number, step, stage, reason, actor, at, figures from oversight.trial_stage where trial_id = %s order by number"
_MEMBERS = "select shop_id from oversight.trial_member where trial_id = %s order by since, shop_id"
_ADD_STEP = """
    insert into oversight.trial_stage (trial_id, number, step, stage, reason, actor, at, figures) values (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_ADD_MEMBERS = """
    insert into oversight.trial_member (trial_id, shop_id, since) select %s, shop_id, %s from unnest(%s::uuid[]) as m (shop_id)
    on conflict (trial_id, shop_id) do nothing
"""
_VISIT = "select began_at, last_at, previous_at from oversight.visit where account_id = %s for update"
_SAVE_VISIT = """
    insert into oversight.visit (account_id, began_at, last_at, previous_at) values (%s, %s, %s, %s)
    on conflict (account_id) do update
    set began_at = excluded.began_at, last_at = excluded.last_at, previous_at = excluded.previous_at
"""


async def lock(uow: UnitOfWork) -> None:
    """Keep others from taking a step until this transaction ends."""
    await (await uow.driver()).execute("select pg_advisory_xact_lock(%s)", [_LOCK])


async def load_newest(uow: UnitOfWork) -> Trial | None:
    """The trial that was opened last, whatever became of it."""
    driver = await uow.driver()
    row = await (await driver.execute(_NEWEST)).fetchone()
    if row is None:
        return None
    steps = tuple(
        Step(
            number=number,
            step=step,
            stage=stage,
            reason=reason,
            actor=actor,
            at=at,
            figures=msgspec.convert(figures, tuple[GateFigure, ...]),
        )
        for number, step, stage, reason, actor, at, figures in await (await driver.execute(_STEPS, [row[0]])).fetchall()
    )
    return Trial(
        trial_id=TrialId(row[0]),
        plan=row[1],
        opened_at=row[2],
        state=state_after(steps),
        stage=steps[-1].stage,
        steps=steps,
        shops=row[3],
    )


async def count_steps(uow: UnitOfWork, trial_id: TrialId) -> int:
    """How many steps a trial has taken."""
    row = await (
        await (await uow.driver()).execute("select count(*) from oversight.trial_stage where trial_id = %s", [trial_id])
    ).fetchone()
    return int(row[0]) if row else 0


async def load_members(uow: UnitOfWork, trial_id: TrialId) -> tuple[UUID, ...]:
    """The shops that take part, those first let in first."""
    return tuple(row[0] for row in await (await (await uow.driver()).execute(_MEMBERS, [trial_id])).fetchall())


async def add_trial(uow: UnitOfWork, trial_id: TrialId, plan: str) -> None:
    """Write a trial that opens now; its first step must follow."""
    statement = "insert into oversight.trial (trial_id, plan, opened_at) values (%s, %s, %s)"
    await (await uow.driver()).execute(statement, [trial_id, plan, uow.clock.now()])


async def add_step(uow: UnitOfWork, trial_id: TrialId, step: Step) -> None:
    """Write a step."""
    figures = Jsonb(msgspec.to_builtins(step.figures))
    values = [trial_id, step.number, step.step, step.stage, step.reason, step.actor, step.at, figures]
    await (await uow.driver()).execute(_ADD_STEP, values)


async def add_members(uow: UnitOfWork, trial_id: TrialId, since: int, shops: Collection[UUID]) -> None:
    """Write that shops take part from a step on."""
    await (await uow.driver()).execute(_ADD_MEMBERS, [trial_id, since, sorted(shops)])


async def lock_visit(uow: UnitOfWork, account_id: UUID) -> tuple[dt.datetime, dt.datetime, dt.datetime | None] | None:
    """When this person's newest visit began, when they last looked, and when the visit before ended."""
    row = await (await (await uow.driver()).execute(_VISIT, [account_id])).fetchone()
    return (row[0], row[1], row[2]) if row else None


async def save_visit(uow: UnitOfWork, account_id: UUID, began_at: dt.datetime, previous_at: dt.datetime | None) -> None:
    """Write that this person looks now, in a visit that began then."""
    await (await uow.driver()).execute(_SAVE_VISIT, [account_id, began_at, uow.clock.now(), previous_at])
