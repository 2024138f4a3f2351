"""The operator's merge page: progress while it runs, then the reconciliation, the quarantine and the queue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.web.operations.merge_view import MergeQuestion, MergeReader, MergeView
from padu.web.ui import NotHereError, WebRequest, read_query, reading, require_visitor, respond
from padu.web.ui.csv_export import export_csv

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
    await require_visitor(request, "operator")
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
    """The quarantine as CSV; rows are streamed."""
    await require_visitor(request, "operator")
    asked = read_query(request, MergeQuery)
    reader: MergeReader = request.app.state.merge_reader
    async with reading(request) as uow:
        view = await reader.overview(uow, MergeQuestion(run_id=asked.jalan))
    if view is None:
        raise NotHereError("there is no merge run to export")

    async def cells() -> AsyncIterator[tuple[str, ...]]:
        async with reading(request) as uow:
            async for row in reader.quarantine_rows(uow, view.run_id, asked.kode or None):
                yield tuple(str(getattr(row, name)) for name in _COLUMNS)

    return export_csv(f"quarantine-{view.run_id}", _COLUMNS, cells())
