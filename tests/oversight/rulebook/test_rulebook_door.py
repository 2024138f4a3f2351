"""Findings are kept once with how often they were made; flags are decided with a reason, undone until a step rests on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.rules import load_pack
from padu.exchange.findings import LawBook, ask
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.oversight import rulebook
from padu.oversight.rulebook import FindingQuery, FindingState, RulebookError, Verdict, rules
from padu.oversight.rulebook.types import Decision, Standing
from padu.platform import audit
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

BOOK = LawBook(load_pack(Path(__file__).parents[3] / "law" / "id"), "strict_frontend")
AT = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
KEYS = frozenset({"phone"})


class Urls(Protocol):
    app_url: str


@pytest.fixture
async def database(committed_market: Urls, clock: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, clock)
    yield opened
    await opened.close()


async def cross(uow: UnitOfWork, subject: str, *, registered: bool = True, keys: frozenset[str] = KEYS) -> None:
    facts = {"flow.registered": registered, "flow.recorded": True, "flow.purpose_registered": True, "flow.personal_fields": keys}
    await ask(uow, BOOK, "handoff.cross", facts, subject=subject, occasion="handoff")


async def keep(uow: UnitOfWork) -> None:
    events = list(uow.told)
    uow.told.clear()
    await rulebook.KEEP_FINDINGS.react(uow, events)


async def the_flag(uow: UnitOfWork) -> rulebook.FindingLine:
    await cross(uow, "handoff:1")
    await keep(uow)
    (line,) = await rulebook.list_findings(uow, FindingQuery())
    return line


async def refusal(uow: UnitOfWork, verdict: Verdict | None, finding_id: UUID, reason: str = "diperiksa") -> str:
    act = rulebook.undo_decision if verdict is None else partial(rulebook.decide_flag, verdict=verdict)
    with pytest.raises(RulebookError) as error:
        await act(uow, finding_id, reason=reason, actor="account:1")
    return error.value.code


@pytest.mark.anyio
async def test_a_finding_made_a_thousand_times_stands_once(market: UnitOfWork, clock: FixedClock) -> None:
    for _ in range(1_000):
        await cross(market, "handoff:1")
    await keep(market)
    clock.advance(dt.timedelta(days=1))
    await cross(market, "handoff:1")
    await cross(market, "handoff:2", registered=False)
    await keep(market)
    lines = await rulebook.list_findings(market, FindingQuery())
    assert [(line.subject, line.rule_id, line.times) for line in lines if line.subject == "handoff:1"] == [
        ("handoff:1", "MOT31-SEP-2-KEYS", 1_001)
    ]
    first = next(line for line in lines if line.subject == "handoff:1")
    assert (first.first_on, first.first_at, first.last_at) == (dt.date(2024, 2, 1), AT, AT + dt.timedelta(days=1))
    assert first.facts == {"flow.personal_fields": "phone"}
    assert await rulebook.seen_days(market, first.finding_id) == (
        rulebook.SeenDay(dt.date(2024, 2, 2), 1),
        rulebook.SeenDay(dt.date(2024, 2, 1), 1_000),
    )
    counts = {(count.rule_id, count.outcome): (count.findings, count.open, count.times) for count in await rulebook.count_by_rule(market)}
    assert counts == {("MOT31-SEP-1", "block"): (1, 0, 1), ("MOT31-SEP-2-KEYS", "flag"): (2, 2, 1_002)}
    assert await rulebook.count_findings(market) == rulebook.FindingCounts(blocked=1, open=2)
    assert await rulebook.count_findings(market, rules=["MOT31-SEP-1"]) == rulebook.FindingCounts(blocked=1)
    assert await rulebook.count_findings(market, since=clock.now()) == rulebook.FindingCounts(blocked=1, open=2)
    clock.advance(dt.timedelta(seconds=1))
    assert await rulebook.count_findings(market, since=clock.now()) == rulebook.FindingCounts()


@pytest.mark.anyio
async def test_findings_are_narrowed_and_paged_without_loss(market: UnitOfWork, clock: FixedClock) -> None:
    for number in range(7):
        await cross(market, f"handoff:{number}", registered=number % 3 != 0)
        clock.advance(dt.timedelta(hours=9))
        await keep(market)
    everything = [line async for line in rulebook.read_findings(market, FindingQuery())]
    assert len(everything) == 10
    paged: list[rulebook.FindingLine] = []
    while page := await rulebook.list_findings(market, FindingQuery(), after=paged[-1].place if paged else None, limit=3):
        paged += page
    assert paged == everything
    for asked, expected in (
        (FindingQuery(outcome="block"), [line for line in everything if line.outcome == "block"]),
        (FindingQuery(rules=("MOT31-SEP-1", "NONE")), [line for line in everything if line.rule_id == "MOT31-SEP-1"]),
        (FindingQuery(subject="handoff:3"), [line for line in everything if line.subject == "handoff:3"]),
        (FindingQuery(day=dt.date(2024, 2, 2)), [line for line in everything if line.first_on == dt.date(2024, 2, 2)]),
        (FindingQuery(state=FindingState.OPEN), [line for line in everything if line.outcome == "flag"]),
        (FindingQuery(since=everything[2].first_at), everything[:2]),
    ):
        assert expected
        assert list(await rulebook.list_findings(market, asked)) == expected
    assert await rulebook.find_finding(market, everything[4].finding_id) == everything[4]
    assert await rulebook.find_finding(market, new_id()) is None


@pytest.mark.anyio
async def test_a_flag_is_decided_with_a_reason_undone_and_audited(market: UnitOfWork, clock: FixedClock) -> None:
    flag = (await the_flag(market)).finding_id
    clock.advance(dt.timedelta(hours=1))
    await rulebook.decide_flag(market, flag, Verdict.UPHELD, reason="  nomor telepon ikut terkirim ", actor="account:1")
    line = await rulebook.find_finding(market, flag)
    assert line is not None
    assert (line.state, line.decision) == (
        FindingState.UPHELD,
        Decision(number=1, decision="upheld", reason="nomor telepon ikut terkirim", actor="account:1", at=clock.now()),
    )
    assert await refusal(market, Verdict.UPHELD, flag) == "rulebook.decided_so"
    clock.advance(dt.timedelta(hours=1))
    await rulebook.undo_decision(market, flag, reason="salah baca", actor="account:2")
    assert await rulebook.count_findings(market) == rulebook.FindingCounts(open=1)
    assert await refusal(market, None, flag) == "rulebook.nothing_to_undo"
    await rulebook.decide_flag(market, flag, Verdict.ACCEPTED, reason="nomor uji", actor="account:2")
    assert [made.decision for made in await rulebook.list_decisions(market, flag)] == ["upheld", "undone", "accepted"]
    audited = await audit.list_newest(market, limit=10)
    assert [(entry.actor, entry.action, entry.subject) for entry in audited] == [
        ("account:2", "finding.accept", f"finding:{flag}"),
        ("account:2", "finding.undo", f"finding:{flag}"),
        ("account:1", "finding.uphold", f"finding:{flag}"),
    ]
    assert audited[0].detail == {"number": 3, "reason": "nomor uji"}


@pytest.mark.anyio
async def test_what_a_step_rests_on_cannot_be_undone_only_decided_otherwise(market: UnitOfWork, clock: FixedClock) -> None:
    flag = (await the_flag(market)).finding_id
    await rulebook.decide_flag(market, flag, Verdict.ACCEPTED, reason="wajar", actor="account:1")
    clock.advance(dt.timedelta(minutes=1))
    await rulebook.settle(market, "trial.advanced 1")
    assert await refusal(market, None, flag) == "rulebook.settled"
    clock.advance(dt.timedelta(minutes=1))
    await rulebook.decide_flag(market, flag, Verdict.UPHELD, reason="bukti baru", actor="account:1")
    await rulebook.undo_decision(market, flag, reason="belum pasti", actor="account:1")


@pytest.mark.anyio
async def test_what_may_not_be_decided_changes_nothing(market: UnitOfWork) -> None:
    await cross(market, "handoff:1", registered=False, keys=frozenset())
    await keep(market)
    (block,) = await rulebook.list_findings(market, FindingQuery())
    assert block.state is FindingState.BLOCKED
    assert await refusal(market, Verdict.ACCEPTED, block.finding_id) == "rulebook.block_stands"
    assert await refusal(market, Verdict.ACCEPTED, new_id()) == "rulebook.unknown"
    for reason in ("", "   ", "x" * 2_001, "a\x00b"):
        assert await refusal(market, Verdict.ACCEPTED, block.finding_id, reason) == "rulebook.no_reason"
    assert await rulebook.list_decisions(market, block.finding_id) == ()
    assert await audit.count(market) == 0


@pytest.mark.anyio
async def test_findings_come_through_the_event_log_once(database: Database) -> None:
    for _ in range(3):
        async with database.unit_of_work() as uow:
            await cross(uow, "handoff:1")
    assert await react_once(database, rulebook.KEEP_FINDINGS) == 3
    assert await react_once(database, rulebook.KEEP_FINDINGS) == 0
    async with database.unit_of_work() as uow:
        (line,) = await rulebook.list_findings(uow, FindingQuery())
    assert line.times == 3


@pytest.mark.anyio
async def test_the_servers_role_changes_no_finding_and_no_decision(market: UnitOfWork) -> None:
    flag = (await the_flag(market)).finding_id
    await rulebook.decide_flag(market, flag, Verdict.ACCEPTED, reason="wajar", actor="account:1")
    driver = await market.driver()
    for statement in (
        "update oversight.finding set outcome = 'block'",
        "delete from oversight.finding",
        "update oversight.finding_decision set decision = 'upheld'",
        "delete from oversight.finding_decision",
        "delete from oversight.finding_seen",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with driver.transaction():
                await driver.execute(statement)


DECISIONS = st.lists(st.sampled_from(["accepted", "upheld", "undone", "settle"]), max_size=12)


@given(DECISIONS)
def test_an_undo_is_possible_just_where_a_decision_stands_that_nothing_rests_on(steps: list[str]) -> None:
    newest: Decision | None = None
    settled_at: dt.datetime | None = None
    for minute, step in enumerate(steps):
        at = AT + dt.timedelta(minutes=minute)
        standing = Standing(outcome="flag", newest=newest, settled_at=settled_at)
        if step == "settle":
            settled_at = at
            continue
        stands = newest is not None and newest.decision != "undone"
        possible = stands and (settled_at is None or settled_at < newest.at) if step == "undone" else not stands or newest.decision != step
        try:
            number = rules.undo(standing) if step == "undone" else rules.decide(standing, Verdict(step))
        except RulebookError:
            assert not possible
            continue
        assert possible
        assert number == (newest.number + 1 if newest else 1)
        newest = Decision(number=number, decision=step, reason="r", actor="a", at=at)
