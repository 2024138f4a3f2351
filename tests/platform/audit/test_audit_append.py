"""The audit log on real PostgreSQL: gapless under concurrency and rollbacks, and out of the servers' reach once written."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Protocol

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.clock import FixedClock
from padu.platform.audit import AuditEntry, AuditError, AuditRecord, append, count, list_newest, read_leaves
from padu.platform.audit.write_leaf import write_leaf
from padu.platform.unit_of_work import UnitOfWork, open_database

AT = dt.datetime(2024, 2, 1, 3, 0, 0, 12, tzinfo=dt.UTC)


class Urls(Protocol):
    owner_url: str
    app_url: str
    auditor_url: str


def record(subject: str = "listing 1", **detail: object) -> AuditRecord:
    return AuditRecord(actor="siti", action="listing.block", subject=subject, detail=detail)


async def leaves(uow: UnitOfWork, start: int = 0, end: int = 1_000_000) -> list[tuple[int, bytes]]:
    return [(leaf.position, leaf.data) for leaf in await read_leaves(uow, start, end)]


@pytest.mark.anyio
async def test_entries_are_numbered_from_zero_and_come_back(market: UnitOfWork) -> None:
    assert await append(market, []) == range(0)
    assert await append(
        market, [record("a", price=25_000), record("b", why='Ünïcode ✓ " \\ \n', more=[1, None, True, {"x": -1}])]
    ) == range(2)
    assert await append(market, [record("c")]) == range(2, 3)
    assert await count(market) == 3
    newest = await list_newest(market, limit=2)
    assert [entry.subject for entry in newest] == ["c", "b"]
    assert newest[1] == AuditEntry(
        position=1,
        at=market.clock.now(),
        actor="siti",
        action="listing.block",
        subject="b",
        detail={"why": 'Ünïcode ✓ " \\ \n', "more": [1, None, True, {"x": -1}]},
    )
    assert [entry.subject for entry in await list_newest(market, limit=5, before=2)] == ["b", "a"]
    first = (
        '{"action":"listing.block","actor":"siti","at":"2024-02-01T03:00:00.000000Z","detail":{"price":25000},"position":0,"subject":"a"}'
    )
    assert await leaves(market, 0, 1) == [(0, first.encode())]
    assert [position for position, _ in await leaves(market, 1)] == [1, 2]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=6
)


@given(st.dictionaries(texts, values, max_size=4), texts)
def test_a_leaf_says_everything_and_always_alike(detail: dict[str, object], subject: str) -> None:
    leaf = write_leaf(7, AT, AuditRecord(actor="a", action="b.c", subject=subject, detail=detail))
    assert json.loads(leaf) == {
        "position": 7,
        "at": "2024-02-01T03:00:00.000012Z",
        "actor": "a",
        "action": "b.c",
        "subject": subject,
        "detail": detail,
    }
    other_order = dict(reversed(detail.items()))
    other_zone = AT.astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert write_leaf(7, other_zone, AuditRecord(actor="a", action="b.c", subject=subject, detail=other_order)) == leaf
    assert "\n" not in leaf


@pytest.mark.parametrize(
    ("wrong", "code", "where"),
    [
        (AuditRecord(actor="", action="a", subject=""), "audit.actor", ""),
        (AuditRecord(actor="a", action="Has Spaces", subject=""), "audit.action", ""),
        (AuditRecord(actor="a", action="", subject=""), "audit.action", ""),
        (AuditRecord(actor="a", action="b", subject="\0"), "audit.detail", "subject"),
        (AuditRecord(actor="\ud800", action="b", subject=""), "audit.detail", "actor"),
        (record(rate=0.1), "audit.detail", "detail.rate"),
        (record(inner={"when": [AT]}), "audit.detail", "detail.inner.when[0]"),
        (record(inner={1: 2}), "audit.detail", "detail.inner"),
    ],
)
@pytest.mark.anyio
async def test_what_cannot_be_kept_alike_is_refused_and_nothing_is_written(
    market: UnitOfWork, wrong: AuditRecord, code: str, where: str
) -> None:
    with pytest.raises(AuditError) as error:
        await append(market, [record(), wrong])
    assert (error.value.code, error.value.where) == (code, where)
    assert await count(market) == 0


@pytest.mark.anyio
async def test_twenty_transactions_at_once_leave_no_gap_and_neither_do_those_that_roll_back(committed_market: Urls) -> None:
    database = open_database(committed_market.app_url, FixedClock(AT), pool_size=20)

    async def act(number: int) -> range | None:
        async with database.unit_of_work() as uow:
            got = await append(uow, [record(f"{number}.{part}") for part in range(number % 3 + 1)])
            await asyncio.sleep(0.005)
            if number % 4 == 0:
                await uow.connection.rollback()
                return None
            return got

    positions = await asyncio.gather(*(act(number) for number in range(20)))
    async with database.unit_of_work() as uow:
        stored = await list_newest(uow, limit=100)
    await database.close()
    kept = {number: got for number, got in enumerate(positions) if got is not None}
    assert sorted(kept) == [number for number in range(20) if number % 4]
    expected = {position: f"{number}.{part}" for number, got in kept.items() for part, position in enumerate(got)}
    assert sorted(expected) == list(range(sum(len(got) for got in kept.values())))
    assert {entry.position: entry.subject for entry in stored} == expected


@pytest.mark.anyio
async def test_nobody_who_serves_or_audits_may_change_the_log(committed_market: Urls) -> None:
    database = open_database(committed_market.app_url, FixedClock(AT))
    async with database.unit_of_work() as uow:
        await append(uow, [record()])
    await database.close()
    changes = (
        "update platform.audit_entry set leaf = leaf",
        "update platform.audit_entry set at = now()",
        "delete from platform.audit_entry",
        "truncate platform.audit_entry",
        "alter table platform.audit_entry add column more int",
    )
    for url, forbidden in (
        (committed_market.app_url, changes),
        (committed_market.auditor_url, (*changes, "insert into platform.audit_entry (position, at, leaf) values (1, now(), '{}')")),
    ):
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in forbidden:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
            assert connection.execute("select position, actor from platform.audit_entry").fetchall() == [(0, "siti")]


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 1},
        {"at": "2024-02-01T03:00:00.000013Z"},
        {"actor": ""},
        {"actor": None},
        {"action": "NO"},
        {"detail": []},
        {"detail": None},
    ],
)
@pytest.mark.anyio
async def test_the_database_keeps_columns_and_leaf_equal(market: UnitOfWork, changed: dict[str, object]) -> None:
    await _refuses(market, json.dumps(json.loads(write_leaf(0, AT, record())) | changed))


@pytest.mark.parametrize("name", ["position", "at", "actor", "action", "subject", "detail"])
@pytest.mark.anyio
async def test_the_database_takes_no_leaf_that_leaves_something_out(market: UnitOfWork, name: str) -> None:
    await _refuses(market, write_leaf(0, AT, record()).replace(f'"{name}":', '"other":'))


async def _refuses(market: UnitOfWork, leaf: str) -> None:
    driver = await market.driver()
    with pytest.raises(psycopg.errors.IntegrityError):
        async with market.connection.begin_nested():
            await driver.execute("insert into platform.audit_entry (position, at, leaf) values (0, %s, %s)", [AT, leaf])
