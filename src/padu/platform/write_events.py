"""Write what a unit of work told, as its last statements before the commit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy.ext.asyncio import AsyncConnection

from padu.events import Event

# Rows are taken in id order, so that two transactions never wait for each other in a ring; each is held until the commit, so that
# numbers follow commits.
_NUMBER = """
    insert into platform.event_stream (stream_id, last_number)
    select stream_id, told from unnest(%s::uuid[], %s::bigint[]) as s (stream_id, told) order by stream_id
    on conflict (stream_id) do update set last_number = event_stream.last_number + excluded.last_number
    returning stream_id, last_number
"""

_WRITE = """
    insert into platform.event (stream_id, number, kind, body, at)
    select stream_id, number, kind, body, %s
    from unnest(%s::uuid[], %s::bigint[], %s::text[], %s::jsonb[]) as e (stream_id, number, kind, body)
"""


async def write_events(connection: AsyncConnection, events: Sequence[Event], at: dt.datetime) -> None:
    """Append events to their streams, in the order given within each. Call it last: streams stay locked until the commit."""
    if not events:
        return
    by_stream: defaultdict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        by_stream[event.stream].append(event)
    raw = await connection.get_raw_connection()
    driver = cast("psycopg.AsyncConnection[Any]", raw.driver_connection)
    counts = [len(told) for told in by_stream.values()]
    last = dict(await (await driver.execute(_NUMBER, [list(by_stream), counts])).fetchall())
    rows = [
        (stream, last[stream] - len(told) + nth, kind_of(type(event)), Jsonb(msgspec.to_builtins(event)))
        for stream, told in by_stream.items()
        for nth, event in enumerate(told, start=1)
    ]
    await driver.execute(_WRITE, [at, *(list(column) for column in zip(*rows, strict=True))])


def kind_of(event: type[Event]) -> str:
    """The kind that the event's class declares as its tag."""
    return str(event.__struct_config__.tag)
