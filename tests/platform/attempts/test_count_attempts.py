"""Attempts are counted on both sides alike, by what was tried and by nobody else's trying."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Protocol

import psycopg
import pytest
from psycopg import errors

from padu.kernel.clock import FixedClock
from padu.platform import attempts
from padu.platform.attempts import Limit
from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio
MINUTE = dt.timedelta(minutes=1)
SHORT = Limit("test.short", 3, 5 * MINUTE)
LONG = Limit("test.long", 3, 60 * MINUTE)


class Urls(Protocol):
    app_url: str
    auditor_url: str


async def stored(uow: UnitOfWork) -> int:
    return (await uow.connection.exec_driver_sql("select count(*) from platform.attempt")).scalar_one()


async def test_attempts_lock_their_own_subject_and_kind_until_the_window_has_passed(market: UnitOfWork, clock: FixedClock) -> None:
    began = clock.now()
    for _ in range(3):
        assert await attempts.locked_until(market, (SHORT, "sari"), (LONG, "sari")) is None
        await attempts.record(market, (SHORT, "sari"))
        clock.advance(MINUTE)
    assert await attempts.count(market, SHORT, "sari") == 3
    assert await attempts.locked_until(market, (SHORT, "sari")) == began + SHORT.window
    assert await attempts.locked_until(market, (SHORT, "budi"), (LONG, "sari")) is None
    clock.at = began + SHORT.window
    assert await attempts.count(market, SHORT, "sari") == 2
    assert await attempts.locked_until(market, (SHORT, "sari")) is None


async def test_the_lock_that_ends_last_counts(market: UnitOfWork, clock: FixedClock) -> None:
    for _ in range(3):
        await attempts.record(market, (SHORT, "sari"), (LONG, "198.51.100.1"))
    assert await attempts.locked_until(market, (SHORT, "sari"), (LONG, "198.51.100.1")) == clock.now() + LONG.window


async def test_a_success_begins_anew_for_its_subject_only(market: UnitOfWork) -> None:
    await attempts.record(market, (SHORT, "sari"), (SHORT, "budi"), (LONG, "sari"))
    await attempts.forget(market, SHORT, "sari")
    left = [await attempts.count(market, limit, subject) for limit, subject in ((SHORT, "sari"), (SHORT, "budi"), (LONG, "sari"))]
    assert left == [0, 1, 1]


async def test_what_is_too_old_for_its_own_window_is_forgotten(market: UnitOfWork, clock: FixedClock) -> None:
    await attempts.record(market, (SHORT, "sari"), (LONG, "sari"))
    clock.advance(SHORT.window)
    await attempts.record(market, (SHORT, "budi"), (LONG, "budi"))
    assert await stored(market) == 3
    assert await attempts.count(market, LONG, "sari") == 1


async def test_only_digests_are_kept(market: UnitOfWork) -> None:
    await attempts.record(market, (SHORT, "kata sandi yang salah kolom"))
    row = (await market.connection.exec_driver_sql("select subject, a::text as everything from platform.attempt a")).one()
    assert row.subject == digest_of("kata sandi yang salah kolom")
    assert "salah kolom" not in row.everything


async def test_both_sides_count(market: UnitOfWork, social: UnitOfWork) -> None:
    for uow in (market, social):
        await attempts.record(uow, (SHORT, "sari"))
        assert await attempts.count(uow, SHORT, "sari") == 1


@pytest.mark.parametrize("side", ["market_database", "social_database"])
def test_no_auditor_reads_subjects(request: pytest.FixtureRequest, side: str) -> None:
    urls: Urls = request.getfixturevalue(side)
    with psycopg.connect(urls.auditor_url, autocommit=True) as auditor:
        assert auditor.execute("select attempt_id, kind, at from platform.attempt").fetchall() == []
        with pytest.raises(errors.InsufficientPrivilege):
            auditor.execute("select subject from platform.attempt")


async def test_attempts_at_once_on_one_subject_are_counted_one_after_the_other(committed_social: Urls, clock: FixedClock) -> None:
    database = open_database(committed_social.app_url, clock)

    async def attempt(_: int) -> bool:
        async with database.unit_of_work() as uow:
            await attempts.take_turns(uow, SHORT, "sari")
            if await attempts.locked_until(uow, (SHORT, "sari")):
                return False
            await attempts.record(uow, (SHORT, "sari"))
            return True

    let_in = await asyncio.gather(*map(attempt, range(8)))
    await database.close()
    assert sum(let_in) == SHORT.most
