"""A side's worker: its reactions to events, its jobs and its schedules, in one process that may run any number of times."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import psycopg
import structlog
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import InterfaceError, OperationalError

from padu.platform.event_log import Reaction, react_once
from padu.platform.jobs import HEARTBEAT_SECONDS, SILENT_SECONDS, open_jobs, rescue_jobs
from padu.platform.unit_of_work import Database

_IDLE_SECONDS = 0.1
_AWAY_SECONDS = 2.0
_RESCUE_SECONDS = 5.0
# However whoever asked the database comes to learn that it does not answer.
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, ConnectorException)

JobFunction = Callable[..., Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Job:
    """What a job's name runs. `schedule` is a cron line (a sixth field are seconds); None where somebody defers it.

    A failed job is tried again `retries` times, each pause longer than the one before.
    """

    run: JobFunction
    schedule: str | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """All that a side's worker does."""

    reactions: Sequence[Reaction]
    jobs: Mapping[str, Job]


async def run_worker(database: Database, url: str, work: Work, *, concurrency: int = 4) -> None:
    """Work until SIGTERM or SIGINT; what is begun is finished or, if the process dies, begun anew by another."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    jobs = asyncio.create_task(_do_jobs(url, work.jobs, stop, concurrency))
    reactions = asyncio.create_task(_react(database, work.reactions, stop))
    ended = asyncio.create_task(stop.wait())
    # A worker that lost a half of itself must not look alive.
    await asyncio.wait({jobs, reactions, ended}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await reactions
    await jobs
    await ended


async def drain(database: Database, reactions: Sequence[Reaction]) -> int:
    """React until nothing is pending any more; returns how many events were read."""
    total = 0
    while count := sum([await react_once(database, reaction) for reaction in reactions]):
        total += count
    return total


async def _react(database: Database, reactions: Sequence[Reaction], stop: asyncio.Event) -> None:
    while not stop.is_set():
        pause = _IDLE_SECONDS
        try:
            if sum([await react_once(database, reaction) for reaction in reactions]):
                pause = 0.0
        except _AWAY as error:
            structlog.get_logger().error("database away", half="reactions", error=str(error))
            pause = _AWAY_SECONDS
        await _pause(stop, pause)


async def _do_jobs(url: str, jobs: Mapping[str, Job], stop: asyncio.Event, concurrency: int) -> None:
    """Run jobs until the stop; where the database goes away, begin anew until it is back."""
    while not stop.is_set():
        lost = asyncio.Event()
        queue = open_jobs(url, lost.set)
        for name, job in jobs.items():
            _add(queue, name, job)
        try:
            async with queue.open_async():
                await _serve_queue(queue, (stop, lost), concurrency)
        except _AWAY as error:
            structlog.get_logger().error("database away", half="jobs", error=str(error))
        if not stop.is_set():
            await _pause(stop, _AWAY_SECONDS)


async def _serve_queue(queue: App, ends: Sequence[asyncio.Event], concurrency: int) -> None:
    """Run jobs until one of the ends, or until the queue cannot go on: it ends when a part of it has failed."""
    worker = asyncio.create_task(
        queue.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=1.0,
            shutdown_graceful_timeout=10,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
        )
    )
    others = [asyncio.create_task(_rescue(queue)), *(asyncio.create_task(each.wait()) for each in ends)]
    await asyncio.wait({worker, *others}, return_when=asyncio.FIRST_COMPLETED)
    for task in (worker, *others):
        task.cancel()
    for task in (*others, worker):
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _rescue(queue: App) -> None:
    while True:
        await rescue_jobs(queue)
        await asyncio.sleep(_RESCUE_SECONDS)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds) if seconds else await asyncio.sleep(0)


def _add(queue: App, name: str, job: Job) -> None:
    if job.schedule is None:
        queue.task(name=name, retry=RetryStrategy(max_attempts=job.retries, exponential_wait=3) if job.retries else False)(job.run)
        return
    run = job.run

    async def run_on_time(timestamp: int) -> None:
        del timestamp
        await run()

    # One at a time: the next is not begun while one is waiting or running.
    task = queue.task(name=name, lock=name, queueing_lock=name)(run_on_time)
    queue.periodic(cron=job.schedule)(task)
