"""The regulator's register of flows: what may cross, field by field, and what did."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.exchange import register
from padu.exchange.register import Crossing, CrossingPlace, DoorState, Flow
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui import WebRequest, read_cursor, read_query, reading, require_visitor, respond, write_cursor
from padu.web.ui.csv_export import Cell, export_csv

PER_PAGE = 50
DAYS = 7
_AT_ONCE = 500
_JAKARTA = dt.timezone(dt.timedelta(hours=7))
COLUMNS = ("crossing_id", "at", "flow", "flow_version", "direction", "outcome", "items", "fields", "message_id", "digest", "signature")
FIELD_COLUMNS = ("flow", "version", "valid_from", "direction", "field", "kind", "personal", "whose", "meaning_id", "meaning_en")


class FlowsQuery(msgspec.Struct, frozen=True):
    """What the address may ask: one flow's crossings, and where to go on."""

    alur: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{0,40}$")] = ""
    setelah: Annotated[str, msgspec.Meta(max_length=400)] = ""


class DayCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages of a flow had an outcome on a day of Jakarta's."""

    day: dt.date
    flow: str
    direction: str
    outcome: str
    messages: int


class FlowsView(msgspec.Struct, frozen=True, kw_only=True):
    """The register as it stands today, the counts of the last days, and a page of crossings."""

    door: DoorState
    flows: tuple[Flow, ...]
    days: tuple[DayCount, ...]
    crossings: tuple[Crossing, ...]
    asked: FlowsQuery
    next: str | None


@get("/pengawas/alur", name="oversight-flows")
async def show_flows(request: WebRequest) -> Response[Any]:
    """The register, and what crossed."""
    await require_visitor(request, "regulator")
    asked = read_query(request, FlowsQuery)
    async with reading(request) as uow:
        found = await register.list_crossings(
            uow, flow=asked.alur or None, after=read_cursor(asked.setelah, CrossingPlace), limit=PER_PAGE + 1
        )
        view = FlowsView(
            door=await register.door_state(uow),
            flows=register.flows_on(uow.clock.now()),
            days=await count_days(uow),
            crossings=tuple(found[:PER_PAGE]),
            asked=asked,
            next=write_cursor(_place(found[PER_PAGE - 1])) if len(found) > PER_PAGE else None,
        )
    return respond(request, "oversight/flows.html", view)


@get("/pengawas/alur.csv", name="oversight-crossings-export")
async def export_crossings(request: WebRequest) -> Stream:
    """Every crossing on the market's side, newest first."""
    await require_visitor(request, "regulator")
    asked = read_query(request, FlowsQuery)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        after: CrossingPlace | None = None
        async with reading(request) as uow:
            while page := await register.list_crossings(uow, flow=asked.alur or None, after=after, limit=_AT_ONCE):
                for one in page:
                    yield _cells(one)
                after = _place(page[-1])

    return export_csv("lintasan", COLUMNS, rows())


@get("/pengawas/daftar-alur.csv", name="oversight-register-export")
async def export_register(request: WebRequest) -> Stream:
    """Every field of every version of every flow."""
    await require_visitor(request, "regulator")

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for flow in register.all_flows():
            for field in flow.fields:
                personal = (field.personal.sort, field.personal.whose) if field.personal else ("", "")
                head = (flow.id, flow.version, flow.valid_from, flow.direction.value)
                yield (*head, field.name, field.kind.value, *personal, field.meaning.id, field.meaning.en)

    return export_csv("daftar-alur", FIELD_COLUMNS, rows())


async def count_days(uow: UnitOfWork) -> tuple[DayCount, ...]:
    """The last seven days, today first: what crossed since each midnight, less what crossed since the next."""
    today = uow.clock.now().astimezone(_JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
    later: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    counts: list[DayCount] = []
    for past in range(DAYS):
        midnight = today - dt.timedelta(days=past)
        since = await register.count_crossings(uow, midnight.astimezone(dt.UTC))
        for (flow, direction, outcome), total in sorted(since.items()):
            if messages := total - later[flow, direction, outcome]:
                counts.append(DayCount(day=midnight.date(), flow=flow, direction=direction, outcome=outcome, messages=messages))
        later.update(since)
    return tuple(counts)


def _place(crossing: Crossing) -> CrossingPlace:
    return CrossingPlace(crossing.at, crossing.crossing_id)


def _cells(crossing: Crossing) -> tuple[Cell, ...]:
    return (
        str(crossing.crossing_id),
        crossing.at,
        crossing.flow,
        crossing.flow_version,
        crossing.direction,
        crossing.outcome,
        crossing.items,
        ", ".join(crossing.fields),
        crossing.message_id,
        crossing.digest.hex(),
        crossing.signature,
    )
