"""A worker reacts, runs what was deferred, keeps its schedule, and ends in order when told to."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import pytest
from procrastinate.exceptions import ConnectorException

from padu.entry.worker import Job, Work, run_worker
from padu.events import Event
from padu.kernel.clock import SystemClock
from padu.kernel.ids import new_id
from padu.platform.event_log import Reaction
from padu.platform.jobs import defer, open_jobs
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio


class Called(Event, frozen=True, kw_only=True, tag="test.called"):
    caller: UUID

    @property
    def stream(self) -> UUID:
        return self.caller


class Urls(Protocol):
    app_url: str


async def test_a_worker_reacts_runs_jobs_keeps_schedules_and_ends(committed_social: Urls) -> None:
    database = open_database(committed_social.app_url, SystemClock())
    done: list[str] = []
    tries = 0
    all_done = asyncio.Event()

    def note(what: str) -> None:
        done.append(what)
        if {"job", "mended", "time"} <= set(done):
            all_done.set()

    async def answer(uow: UnitOfWork, events: Sequence[Event]) -> None:
        for event in events:
            assert isinstance(event, Called)
            await defer(uow, "test.answer", {"caller": str(event.caller)})
            await defer(uow, "test.mend", {})

    async def run(caller: str) -> None:
        assert UUID(caller)
        note("job")

    async def mend() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ZeroDivisionError
        note("mended")

    async def on_time() -> None:
        note("time")

    work = Work(
        reactions=[Reaction("test.answer", (Called,), answer)],
        jobs={"test.answer": Job(run), "test.mend": Job(mend, retries=3), "test.time": Job(on_time, schedule="* * * * * *")},
    )
    async with database.unit_of_work() as uow:
        uow.tell(Called(caller=new_id()))
    working = asyncio.create_task(run_worker(database, committed_social.app_url, work))
    await asyncio.wait_for(all_done.wait(), 30)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 20)
    assert done.count("job") == 1
    assert tries == 2
    await database.close()


_DEAD = "insert into procrastinate.procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
_HELD = "update procrastinate.procrastinate_jobs set status = 'doing', worker_id = %s where task_name = %s"
_BEGUN = """
    insert into procrastinate.procrastinate_jobs (queue_name, task_name, args, lock, queueing_lock)
    values ('default', 'test.time', '{"timestamp": 0}', 'test.time', 'test.time')
"""


async def test_what_a_dead_worker_had_begun_is_begun_anew_and_its_schedules_go_on(committed_social: Urls) -> None:
    database = open_database(committed_social.app_url, SystemClock())
    done: set[str] = set()
    all_done = asyncio.Event()

    async def run() -> None:
        done.add("job")
        if "time" in done:
            all_done.set()

    async def on_time() -> None:
        done.add("time")
        if "job" in done:
            all_done.set()

    async with database.unit_of_work() as uow:
        await defer(uow, "test.run", {})
        driver = await uow.driver()
        await driver.execute(_BEGUN)
        (dead,) = await (await driver.execute(_DEAD)).fetchone() or (0,)
        for task in ("test.run", "test.time"):
            await driver.execute(_HELD, [dead, task])
    work = Work(reactions=[], jobs={"test.run": Job(run), "test.time": Job(on_time, schedule="* * * * * *")})
    working = asyncio.create_task(run_worker(database, committed_social.app_url, work))
    await asyncio.wait_for(all_done.wait(), 20)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 20)
    await database.close()


async def test_a_queue_tells_that_something_could_not_be_written(committed_social: Urls) -> None:
    losses: list[str] = []
    queue = open_jobs(committed_social.app_url, lambda: losses.append("lost"))
    async with queue.open_async():
        with pytest.raises(ConnectorException):
            await queue.connector.execute_query_async("select 1 / 0")
        assert losses == []
        with pytest.raises(ConnectorException):
            await queue.connector.execute_query_async("select pg_terminate_backend(pg_backend_pid())")
        assert losses == ["lost"]
        await queue.connector.execute_query_async("select 1")
