"""Load and save crossings, the door's switch, spent requests and how far pages were read; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.register.tables import crossing, door, pull_state, spent_request
from padu.exchange.register.types import Crossing, CrossingPlace, DoorState, PullState
from padu.platform.unit_of_work import UnitOfWork

_CLEARED_AT_ONCE = 100
_LONGEST_ERROR = 500


async def add_crossings(uow: UnitOfWork, crossings: Sequence[Crossing]) -> None:
    """Append crossings; one that stands already stays as it is."""
    rows = [{**msgspec.structs.asdict(each), "fields": list(each.fields)} for each in crossings]
    await uow.connection.execute(insert(crossing).values(rows).on_conflict_do_nothing())


async def newest_crossings(uow: UnitOfWork, *, flow: str | None, after: CrossingPlace | None, limit: int) -> list[Crossing]:
    """Crossings from behind a place, newest first."""
    asked = select(crossing).order_by(crossing.c.at.desc(), crossing.c.crossing_id).limit(limit)
    if flow is not None:
        asked = asked.where(crossing.c.flow == flow)
    if after is not None:
        is_later = (crossing.c.at == after.at) & (crossing.c.crossing_id > after.crossing_id)
        asked = asked.where(crossing.c.at <= after.at, (crossing.c.at < after.at) | is_later)
    found = await uow.connection.execute(asked)
    return [
        Crossing(
            crossing_id=row.crossing_id,
            flow=row.flow,
            flow_version=row.flow_version,
            direction=row.direction,
            message_id=row.message_id,
            digest=row.digest,
            signature=row.signature,
            fields=tuple(row.fields),
            items=row.items,
            outcome=row.outcome,
            at=row.at,
        )
        for row in found
    ]


async def count_crossings(uow: UnitOfWork, since: dt.datetime) -> dict[tuple[str, str, str], int]:
    """How many crossings there were of each flow, direction and outcome since a moment."""
    by = (crossing.c.flow, crossing.c.direction, crossing.c.outcome)
    found = await uow.connection.execute(select(*by, func.count()).where(crossing.c.at >= since).group_by(*by))
    return {(flow, direction, outcome): many for flow, direction, outcome, many in found}


async def door_state(uow: UnitOfWork) -> DoorState:
    """The switch as it stands."""
    row = (await uow.connection.execute(select(door))).mappings().one_or_none()
    if row is None:
        return DoorState(is_open=False, reason="", actor="", changed_at=None)
    return DoorState(is_open=row["is_open"], reason=row["reason"], actor=row["actor"], changed_at=row["changed_at"])


async def turn_door(uow: UnitOfWork, state: DoorState) -> None:
    """Write the switch."""
    values = msgspec.structs.asdict(state)
    statement = insert(door).values(name="door", **values)
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=[door.c.name], set_=values))


async def spend_request(uow: UnitOfWork, request_id: str, until: dt.datetime) -> bool:
    """Remember that a request was answered; False where it was before. What is past its time is forgotten, a few at a time."""
    past = select(spent_request.c.request_id).where(spent_request.c.until <= uow.clock.now()).order_by(spent_request.c.until)
    cleared = past.limit(_CLEARED_AT_ONCE).with_for_update(skip_locked=True)
    await uow.connection.execute(delete(spent_request).where(spent_request.c.request_id.in_(cleared)))
    statement = insert(spent_request).values(request_id=request_id, until=until).on_conflict_do_nothing()
    return (await uow.connection.execute(statement.returning(spent_request.c.request_id))).first() is not None


async def read_pull_state(uow: UnitOfWork, flow: str, *, lock: bool = False) -> PullState:
    """How far a flow was read; from the beginning where it never was. With `lock`, nobody else reads on until the commit."""
    if lock:
        values = {"flow": flow, "cursor": 0, "door_is_open": False, "failures": 0, "error": ""}
        await uow.connection.execute(insert(pull_state).values(**values).on_conflict_do_nothing())
    asked = select(pull_state).where(pull_state.c.flow == flow)
    row = (await uow.connection.execute(asked.with_for_update() if lock else asked)).mappings().one_or_none()
    if row is None:
        return PullState(flow=flow, cursor=0, door_is_open=False, pulled_at=None, failed_at=None, failures=0, error="")
    return PullState(**row)


async def save_progress(uow: UnitOfWork, flow: str, *, cursor: int, door_is_open: bool) -> None:
    """Write how far a flow was read now; earlier failures are over."""
    values = {"cursor": cursor, "door_is_open": door_is_open, "pulled_at": uow.clock.now(), "failures": 0, "error": ""}
    statement = insert(pull_state).values(flow=flow, **values)
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=[pull_state.c.flow], set_=values))


async def save_failure(uow: UnitOfWork, flow: str, error: str) -> int:
    """Count a failure and say why; the cursor stays. Returns how many there were in a row."""
    values = {"failed_at": uow.clock.now(), "error": error[:_LONGEST_ERROR].replace("\x00", "")}
    statement = insert(pull_state).values(flow=flow, cursor=0, door_is_open=False, failures=1, **values)
    changes = {**values, "failures": pull_state.c.failures + 1}
    upsert = statement.on_conflict_do_update(index_elements=[pull_state.c.flow], set_=changes)
    return (await uow.connection.execute(upsert.returning(pull_state.c.failures))).scalar_one()
