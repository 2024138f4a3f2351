"""Reactions read every committed event once, in stream order, and late commits too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol
from uuid import UUID

import pytest

from padu.events import Event
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.event_log import Reaction, react_once, stuck_streams
from padu.platform.jobs import defer
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

pytestmark = pytest.mark.anyio


class Rang(Event, frozen=True, kw_only=True, tag="test.rang"):
    bell: UUID
    stroke: int

    @property
    def stream(self) -> UUID:
        return self.bell


class Silent(Event, frozen=True, kw_only=True, tag="test.silent"):
    bell: UUID

    @property
    def stream(self) -> UUID:
        return self.bell


class Urls(Protocol):
    app_url: str


@pytest.fixture
async def database(committed_social: Urls, clock: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_social.app_url, clock, pool_size=20)
    yield opened
    await opened.close()


def listener() -> tuple[Reaction, list[tuple[UUID, int]]]:
    heard: list[tuple[UUID, int]] = []

    async def hear(_: UnitOfWork, events: Sequence[Event]) -> None:
        heard.extend((event.bell, event.stroke) for event in events if isinstance(event, Rang))

    return Reaction("test.hear", (Rang,), hear), heard


async def ring(database: Database, bell: UUID, *strokes: int) -> None:
    async with database.unit_of_work() as uow:
        uow.tell(*(Rang(bell=bell, stroke=stroke) for stroke in strokes))


async def test_events_are_read_once_and_in_order(database: Database) -> None:
    reaction, heard = listener()
    one, two = new_id(), new_id()
    await ring(database, one, 1, 2)
    await ring(database, two, 1)
    await ring(database, one, 3)
    assert await react_once(database, reaction) == 4
    assert [stroke for bell, stroke in heard if bell == one] == [1, 2, 3]
    assert [stroke for bell, stroke in heard if bell == two] == [1]
    assert await react_once(database, reaction) == 0


async def test_what_is_rolled_back_was_never_told(database: Database) -> None:
    reaction, heard = listener()

    async def break_off() -> None:
        async with database.unit_of_work() as uow:
            uow.tell(Rang(bell=new_id(), stroke=1))
            await uow.write_told()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    assert await react_once(database, reaction) == 0
    assert heard == []


async def test_an_event_whose_transaction_commits_late_is_not_passed_over(database: Database) -> None:
    reaction, heard = listener()
    late, early = new_id(), new_id()
    async with database.unit_of_work() as uow:
        # Its row is written first and committed last.
        uow.tell(Rang(bell=late, stroke=1))
        await uow.write_told()
        await ring(database, early, 1)
        assert await react_once(database, reaction) == 1
        assert heard == [(early, 1)]
    assert await react_once(database, reaction) == 1
    assert heard == [(early, 1), (late, 1)]


async def test_twenty_transactions_at_once_leave_no_gap(database: Database) -> None:
    reaction, heard = listener()
    bell = new_id()
    await asyncio.gather(*(ring(database, bell, stroke) for stroke in range(20)))
    while await react_once(database, reaction, events=7):
        pass
    assert sorted(stroke for _, stroke in heard) == list(range(20))
    async with database.unit_of_work() as uow:
        rows = await (await (await uow.driver()).execute("select number from platform.event order by number")).fetchall()
    assert [row[0] for row in rows] == list(range(1, 21))


async def test_two_readers_at_once_do_not_read_twice(database: Database) -> None:
    reaction, heard = listener()
    for bell in [new_id() for _ in range(8)]:
        await ring(database, bell, 1, 2, 3)
    await asyncio.gather(*(react_once(database, reaction, streams=4) for _ in range(6)))
    while await react_once(database, reaction):
        pass
    assert len(heard) == 24
    assert len(set(heard)) == 24


async def test_a_failure_rolls_back_its_effects_and_holds_up_its_own_stream_only(database: Database, clock: FixedClock) -> None:
    good, bad = new_id(), new_id()
    heard: list[UUID] = []
    healed = False

    async def hear(uow: UnitOfWork, events: Sequence[Event]) -> None:
        for event in events:
            assert isinstance(event, Rang)
            await defer(uow, "test.job", {"bell": str(event.bell)})
            if event.bell == bad and not healed:
                raise ZeroDivisionError("cracked")
            heard.append(event.bell)

    reaction = Reaction("test.crack", (Rang,), hear)
    await ring(database, good, 1)
    await ring(database, bad, 1)
    await react_once(database, reaction)
    assert heard[-1] == good
    async with database.unit_of_work() as uow:
        (stuck,) = await stuck_streams(uow)
        jobs = await (await (await uow.driver()).execute("select args->>'bell' from procrastinate.procrastinate_jobs")).fetchall()
    assert (stuck.reaction, stuck.stream_id, stuck.done, stuck.failures) == ("test.crack", bad, 0, 1)
    assert "cracked" in stuck.error
    assert jobs == [(str(good),)]
    healed = True
    assert await react_once(database, reaction) == 0  # not before its time
    clock.at = stuck.retry_at
    assert await react_once(database, reaction) == 1
    async with database.unit_of_work() as uow:
        assert await stuck_streams(uow) == []


async def test_what_a_reaction_does_not_read_is_passed(database: Database) -> None:
    reaction, heard = listener()
    bell = new_id()
    async with database.unit_of_work() as uow:
        uow.tell(Silent(bell=bell), Rang(bell=bell, stroke=2))
    assert await react_once(database, reaction) == 2
    assert heard == [(bell, 2)]
