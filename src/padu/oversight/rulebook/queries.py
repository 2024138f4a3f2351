"""Reads of the rulebook for pages and gates."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from padu.oversight.rulebook.rules import state_of
from padu.oversight.rulebook.types import Decision, FindingCounts, FindingLine, FindingPlace, FindingQuery, RuleCount, SeenDay
from padu.platform.unit_of_work import UnitOfWork

_AT_ONCE = 500

# `state` as rules.state_of has it, for narrowing and counting.
_STATE = "case when f.outcome = 'block' then 'blocked' when coalesce(d.decision, 'undone') = 'undone' then 'open' else d.decision end"
_NEWEST_DECISION = """
    left join lateral (
        select number, decision, reason, actor, at from oversight.finding_decision
        where finding_id = f.finding_id order by number desc limit 1
    ) d on true
"""
_LINES = f"""
    select f.*, s.times, s.last_at, d.number as decision_number, d.decision, d.reason, d.actor, d.at as decided_at
    from oversight.finding f
    cross join lateral (
        select sum(times)::bigint as times, max(last_at) as last_at from oversight.finding_seen where finding_id = f.finding_id
    ) s
    {_NEWEST_DECISION}
    where (%(finding_id)s::uuid is null or f.finding_id = %(finding_id)s)
      and (%(state)s::text is null or {_STATE} = %(state)s)
      and (%(outcome)s::text is null or f.outcome = %(outcome)s)
      and (%(rules)s::text[] is null or f.rule_id = any(%(rules)s))
      and (%(subject)s::text is null or f.subject = %(subject)s)
      and (%(since)s::timestamptz is null or f.first_at > %(since)s)
      and (%(day)s::date is null
           or exists (select from oversight.finding_seen n where n.finding_id = f.finding_id and n.day = %(day)s))
      and (%(first_at)s::timestamptz is null or (f.first_at, f.finding_id) < (%(first_at)s, %(after_id)s::uuid))
    order by f.first_at desc, f.finding_id desc limit %(limit)s
"""  # noqa: S608 - joins constants of this file
_BY_RULE = f"""
    select f.rule_id, f.outcome, count(*) as findings, count(*) filter (where {_STATE} = 'open') as open,
        count(*) filter (where {_STATE} = 'upheld') as upheld, sum(s.times)::bigint as times
    from oversight.finding f
    cross join lateral (select sum(times) as times from oversight.finding_seen where finding_id = f.finding_id) s
    {_NEWEST_DECISION}
    group by f.rule_id, f.outcome order by f.rule_id, f.outcome
"""  # noqa: S608 - joins constants of this file
_COUNTS = f"""
    select {_STATE}, count(*) from oversight.finding f {_NEWEST_DECISION}
    where (%(rules)s::text[] is null or f.rule_id = any(%(rules)s))
      and (%(since)s::timestamptz is null
           or exists (select from oversight.finding_seen n where n.finding_id = f.finding_id and n.last_at >= %(since)s))
    group by 1
"""  # noqa: S608 - joins constants of this file
_DECISIONS = "select number, decision, reason, actor, at from oversight.finding_decision where finding_id = %s order by number"
_SEEN = "select day, times from oversight.finding_seen where finding_id = %s order by day desc limit %s"


async def list_findings(
    uow: UnitOfWork, asked: FindingQuery, *, after: FindingPlace | None = None, limit: int = 50
) -> tuple[FindingLine, ...]:
    """At most `limit` findings, those made first last, from behind the place `after`."""
    return await _read(uow, asked, after, limit)


async def read_findings(uow: UnitOfWork, asked: FindingQuery) -> AsyncIterator[FindingLine]:
    """All of them, for export; never more than a page in memory."""
    after: FindingPlace | None = None
    while page := await _read(uow, asked, after, _AT_ONCE):
        for line in page:
            yield line
        after = page[-1].place


async def find_finding(uow: UnitOfWork, finding_id: UUID) -> FindingLine | None:
    """The finding of an id, or None."""
    return next(iter(await _read(uow, FindingQuery(), None, 1, finding_id)), None)


async def list_decisions(uow: UnitOfWork, finding_id: UUID) -> tuple[Decision, ...]:
    """Everything that was decided of a finding, first to last."""
    rows = await (await (await uow.driver()).execute(_DECISIONS, [finding_id])).fetchall()
    return tuple(Decision(number=row[0], decision=row[1], reason=row[2], actor=row[3], at=row[4]) for row in rows)


async def seen_days(uow: UnitOfWork, finding_id: UUID, limit: int = 60) -> tuple[SeenDay, ...]:
    """On which days a finding was made and how often, the last day first."""
    rows = await (await (await uow.driver()).execute(_SEEN, [finding_id, limit])).fetchall()
    return tuple(SeenDay(day, times) for day, times in rows)


async def count_by_rule(uow: UnitOfWork) -> tuple[RuleCount, ...]:
    """Each rule's findings by outcome."""
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_BY_RULE)
        return tuple(RuleCount(**row) for row in await cursor.fetchall())


async def count_findings(uow: UnitOfWork, *, rules: Sequence[str] | None = None, since: dt.datetime | None = None) -> FindingCounts:
    """How many findings stand in each state; of these rules only, and only those made since a moment (if not for the first time)."""
    values = {"rules": None if rules is None else list(rules), "since": since}
    rows = await (await (await uow.driver()).execute(_COUNTS, values)).fetchall()
    return FindingCounts(**dict(rows))


async def _read(
    uow: UnitOfWork, asked: FindingQuery, after: FindingPlace | None, limit: int, finding_id: UUID | None = None
) -> tuple[FindingLine, ...]:
    values: dict[str, object] = {
        "finding_id": finding_id,
        "state": asked.state.value if asked.state else None,
        "outcome": asked.outcome,
        "rules": list(asked.rules) or None,
        "subject": asked.subject,
        "since": asked.since,
        "day": asked.day,
        "first_at": after.first_at if after else None,
        "after_id": after.finding_id if after else None,
        "limit": limit,
    }
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_LINES, values)
        return tuple(_line(row) for row in await cursor.fetchall())


def _line(row: dict[str, Any]) -> FindingLine:
    number, decided, reason, actor, at = (row.pop(name) for name in ("decision_number", "decision", "reason", "actor", "decided_at"))
    made = None if number is None else Decision(number=number, decision=decided, reason=reason, actor=actor, at=at)
    missing = tuple(row.pop("missing"))
    return FindingLine(**row, missing=missing, state=state_of(row["outcome"], decided), decision=made)
