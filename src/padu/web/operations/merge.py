"""The operator's merge page: progress while it runs, then the reconciliation, the quarantine and the queue."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get
from litestar.response import Stream

from padu.web.operations.merge_view import MergeQuestion, MergeReader, MergeView, QuarantineRow
from padu.web.ui import NotHereError, WebRequest, read_query, reading, respond

_COLUMNS = ("platform", "kind", "file", "row", "field", "value", "code", "reason")


class MergeQuery(msgspec.Struct, frozen=True):
    """What the address may ask: a run, a reason, and the cursors of the two lists."""

    jalan: UUID | None = None
    kode: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_.]{0,80}$")] = ""
    karantina: Annotated[str, msgspec.Meta(max_length=400)] = ""
    antrean: Annotated[str, msgspec.Meta(max_length=400)] = ""


class MergePageView(msgspec.Struct, frozen=True):
    """The run, or None before the first merge."""

    merge: MergeView | None


@get("/operations/merge", name="merge")
async def show_merge(request: WebRequest) -> Response[Any]:
    """The run asked for, else the latest."""
    reader: MergeReader = request.app.state.merge_reader
    asked = read_query(request, MergeQuery)
    question = MergeQuestion(
        run_id=asked.jalan, code=asked.kode or None, quarantine_after=asked.karantina or None, waiting_after=asked.antrean or None
    )
    async with reading(request) as uow:
        view = await reader.overview(uow, question)
    if view is None and asked.jalan is not None:
        raise NotHereError(f"there is no merge run {asked.jalan}")
    return respond(request, "operations/merge.html", MergePageView(view), headers={"Cache-Control": "no-store"})


@get("/operations/merge/quarantine.csv", name="quarantine-export")
async def export_quarantine(request: WebRequest) -> Stream:
    """The quarantine as CSV (UTF-8 with BOM, so that spreadsheets read it); rows are streamed."""
    asked = read_query(request, MergeQuery)
    reader: MergeReader = request.app.state.merge_reader
    async with reading(request) as uow:
        view = await reader.overview(uow, MergeQuestion(run_id=asked.jalan))
    if view is None:
        raise NotHereError("there is no merge run to export")

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + csv_line(_COLUMNS)
        async with reading(request) as uow:
            async for row in reader.quarantine_rows(uow, view.run_id, asked.kode or None):
                yield csv_line(quarantine_cells(row))

    headers = {"Content-Disposition": f'attachment; filename="quarantine-{view.run_id}.csv"', "Cache-Control": "no-store"}
    return Stream(lines(), media_type="text/csv", headers=headers)


def quarantine_cells(row: QuarantineRow) -> tuple[str, ...]:
    """A row's cells in the order of the columns. A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    cells = tuple(str(getattr(row, name)) for name in _COLUMNS)
    return tuple(f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells)


def csv_line(cells: tuple[str, ...]) -> str:
    """One CSV line, quoted where needed (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def operations_router() -> Router:
    """All pages that an operator sees."""
    return Router(path="/", route_handlers=[show_merge, export_quarantine])
