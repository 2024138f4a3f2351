"""Read the log in batches, each committing a reaction's progress together with its effects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import structlog

from padu.events import Event
from padu.platform.unit_of_work import Database, UnitOfWork
from padu.platform.write_events import kind_of

_LONGEST_PAUSE = dt.timedelta(minutes=5)
_ERROR_LENGTH = 500  # characters of an error that are kept with the stream

_PENDING = """
    select s.stream_id
    from platform.event_stream s
    left join platform.event_progress p on p.reaction = %(reaction)s and p.stream_id = s.stream_id
    where s.last_number > coalesce(p.done, 0) and (p.retry_at is null or p.retry_at <= %(now)s)
    limit %(streams)s
"""

_OPEN = """
    insert into platform.event_progress (reaction, stream_id)
    select %s, stream_id from unnest(%s::uuid[]) as s (stream_id) order by stream_id
    on conflict (reaction, stream_id) do nothing
"""

# Whoever reads a stream now goes on reading it; nobody waits, and nobody reads it twice.
_CLAIM = """
    select stream_id, done from platform.event_progress
    where reaction = %s and stream_id = any(%s::uuid[]) order by stream_id
    for update skip locked
"""

_READ = """
    select e.stream_id, e.number, e.kind, e.body
    from unnest(%(streams)s::uuid[], %(done)s::bigint[]) as c (stream_id, done)
    cross join lateral (
        select stream_id, number, kind, body from platform.event
        where stream_id = c.stream_id and number > c.done order by number limit %(events)s
    ) e
    order by e.stream_id, e.number
"""

_ADVANCE = """
    insert into platform.event_progress (reaction, stream_id, done)
    select %s, stream_id, done from unnest(%s::uuid[], %s::bigint[]) as c (stream_id, done)
    on conflict (reaction, stream_id) do update set done = excluded.done, failures = 0, retry_at = null, error = ''
"""

_FAILED = """
    update platform.event_progress set failures = failures + 1, error = %s,
        retry_at = %s + least(interval '1 second' * (2 ^ least(failures, 10)), %s)
    where reaction = %s and stream_id = %s
"""

_STUCK = """
    select reaction, stream_id, done, failures, retry_at, error from platform.event_progress where failures > 0
    order by failures desc, reaction, stream_id limit %s
"""


@dataclass(frozen=True, slots=True)
class Reaction:
    """An idempotent answer to events, under a name that its progress is kept by. `react` gets them in stream order."""

    name: str
    to: tuple[type[Event], ...]
    react: Callable[[UnitOfWork, Sequence[Event]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class StuckStream:
    """A stream on which a reaction failed: it goes on after `done` at `retry_at`."""

    reaction: str
    stream_id: UUID
    done: int
    failures: int
    retry_at: dt.datetime
    error: str


async def react_once(database: Database, reaction: Reaction, *, streams: int = 100, events: int = 100) -> int:
    """Handle what is pending for a reaction, at most so many streams and events of each; returns how many events were read.

    What fails together is tried stream by stream, so that one bad event holds up its own stream only.
    """
    async with database.unit_of_work() as uow:
        driver = await uow.driver()
        values = {"reaction": reaction.name, "now": uow.clock.now(), "streams": streams}
        pending = [row[0] for row in await (await driver.execute(_PENDING, values)).fetchall()]
    if not pending:
        return 0
    try:
        return await _handle(database, reaction, pending, events)
    except Exception as error:  # noqa: BLE001 - whatever a reaction raises is kept with the stream that made it
        if len(pending) == 1:
            await _record_failure(database, reaction, pending[0], error)
            return 0
    handled = 0
    for stream in pending:
        try:
            handled += await _handle(database, reaction, [stream], events)
        except Exception as error:  # noqa: BLE001 - as above
            await _record_failure(database, reaction, stream, error)
    return handled


async def stuck_streams(uow: UnitOfWork, limit: int = 50) -> list[StuckStream]:
    """Where reactions fail, worst first."""
    rows = await (await (await uow.driver()).execute(_STUCK, [limit])).fetchall()
    return [StuckStream(*row) for row in rows]


async def _handle(database: Database, reaction: Reaction, streams: list[UUID], limit: int) -> int:
    kinds: dict[str, type[Event]] = {kind_of(each): each for each in reaction.to}
    async with database.unit_of_work() as uow:
        driver = await uow.driver()
        await driver.execute(_OPEN, [reaction.name, streams])
        claimed = await (await driver.execute(_CLAIM, [reaction.name, streams])).fetchall()
        if not claimed:
            return 0
        values = {"streams": [row[0] for row in claimed], "done": [row[1] for row in claimed], "events": limit}
        rows: list[tuple[UUID, int, str, Any]] = await (await driver.execute(_READ, values)).fetchall()
        if not rows:
            return 0
        wanted = [msgspec.convert(body, kinds[kind]) for _, _, kind, body in rows if kind in kinds]
        if wanted:
            await reaction.react(uow, wanted)
        reached = {stream: number for stream, number, _, _ in rows}
        await driver.execute(_ADVANCE, [reaction.name, list(reached), list(reached.values())])
        return len(rows)


async def _record_failure(database: Database, reaction: Reaction, stream: UUID, error: Exception) -> None:
    structlog.get_logger().error("reaction failed", reaction=reaction.name, stream=str(stream), error=str(error), exc_info=error)
    async with database.unit_of_work() as uow:
        driver = await uow.driver()
        await driver.execute(_OPEN, [reaction.name, [stream]])
        said = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH].replace("\x00", "")
        await driver.execute(_FAILED, [said, uow.clock.now(), _LONGEST_PAUSE, reaction.name, stream])
