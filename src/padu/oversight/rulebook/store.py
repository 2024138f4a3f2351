"""Write findings and decisions; no decisions of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from padu.events.oversight import FindingMade
from padu.kernel.ids import new_id
from padu.oversight.rulebook.types import Decision, Standing
from padu.platform.unit_of_work import UnitOfWork

_LOCK = 0x5061647552756C65  # "PaduRule": one decision, undoing or settlement at a time

_ADD = """
    insert into oversight.finding (finding_id, occasion, subject, pack, question, profile, rule_id, outcome, law, article, confidence,
        message_id, message_en, facts, parameters, missing, first_on, first_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s, %s)
    on conflict (finding_id) do nothing
"""
_SEEN = """
    insert into oversight.finding_seen (finding_id, day, times, last_at) values (%s, %s, %s, %s)
    on conflict (finding_id, day) do update
    set times = finding_seen.times + excluded.times, last_at = greatest(finding_seen.last_at, excluded.last_at)
"""
_STANDING = """
    select f.outcome, d.number, d.decision, d.reason, d.actor, d.at, (select max(at) from oversight.decisions_settled)
    from oversight.finding f
    left join lateral (
        select number, decision, reason, actor, at from oversight.finding_decision
        where finding_id = f.finding_id order by number desc limit 1
    ) d on true
    where f.finding_id = %s
"""
_DECIDE = "insert into oversight.finding_decision (finding_id, number, decision, reason, actor, at) values (%s, %s, %s, %s, %s, %s)"


async def keep(uow: UnitOfWork, made: Sequence[FindingMade]) -> None:
    """Write the findings that are new, and count every one on its day."""
    first: dict[UUID, FindingMade] = {}
    for event in made:
        first.setdefault(event.finding_id, event)
    times = Counter((event.finding_id, event.on) for event in made)
    last = {(event.finding_id, event.on): event.at for event in sorted(made, key=lambda event: event.at)}
    driver = await uow.driver()
    async with driver.cursor() as cursor:
        await cursor.executemany(_ADD, [_row(first[finding_id]) for finding_id in sorted(first)])
        await cursor.executemany(_SEEN, [(*key, times[key], last[key]) for key in sorted(times)])


def _row(made: FindingMade) -> tuple[object, ...]:
    return (
        made.finding_id,
        made.occasion,
        made.subject,
        made.pack,
        made.question,
        made.profile,
        made.rule_id,
        made.outcome,
        made.law,
        made.article,
        made.confidence,
        made.message_id,
        made.message_en,
        Jsonb(made.facts),
        Jsonb(made.parameters),
        list(made.missing),
        made.on,
        made.at,
    )


async def lock_standing(uow: UnitOfWork, finding_id: UUID) -> Standing | None:
    """How a finding stands, with nobody else deciding or settling until this transaction ends; None where there is no such finding."""
    await lock(uow)
    row = await (await (await uow.driver()).execute(_STANDING, [finding_id])).fetchone()
    if row is None:
        return None
    outcome, number, decision, reason, actor, at, settled_at = row
    newest = None if number is None else Decision(number=number, decision=decision, reason=reason, actor=actor, at=at)
    return Standing(outcome=outcome, newest=newest, settled_at=settled_at)


async def lock(uow: UnitOfWork) -> None:
    """Keep others from deciding until this transaction ends."""
    await (await uow.driver()).execute("select pg_advisory_xact_lock(%s)", [_LOCK])


async def add_decision(uow: UnitOfWork, finding_id: UUID, made: Decision) -> None:
    """Write a decision."""
    await (await uow.driver()).execute(_DECIDE, [finding_id, made.number, made.decision, made.reason, made.actor, made.at])


async def add_settlement(uow: UnitOfWork, step: str) -> None:
    """Write that a step rests on all decisions so far."""
    statement = "insert into oversight.decisions_settled (settlement_id, at, step) values (%s, %s, %s)"
    await (await uow.driver()).execute(statement, [new_id(), uow.clock.now(), step])
