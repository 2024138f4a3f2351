"""The regulator's evidence: the audit log, its signed checkpoints, and the file that anybody can verify without us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.engines import tlog
from padu.oversight import evidence
from padu.oversight.evidence import SignedCheckpoint
from padu.platform import audit
from padu.platform.audit import AuditEntry
from padu.web.ui import NotHereError, WebRequest, read_query, reading, require_visitor, respond
from padu.web.ui.csv_export import Cell, export_csv

PER_PAGE = 50
CHECKPOINTS = 20
_AT_ONCE = 1_000
LOG_COLUMNS = ("position", "at", "actor", "action", "subject", "detail")
CHECKPOINT_COLUMNS = ("size", "at", "root", "note")


class EvidenceQuery(msgspec.Struct, frozen=True):
    """What the address may ask: entries before a position."""

    sebelum: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,18}$")] = ""

    @property
    def before(self) -> int | None:
        """The position, or None for the newest."""
        return int(self.sebelum) if self.sebelum else None


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the audit log; `signed`: whether a checkpoint covers it; `detail` as JSON."""

    entry: AuditEntry
    signed: bool
    detail: str


class CheckpointLine(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint with its root in hexadecimal."""

    checkpoint: SignedCheckpoint
    root: str


class EvidenceView(msgspec.Struct, frozen=True, kw_only=True):
    """The log's size, a page of it newest first, the newest checkpoints, and the public key that they are signed with."""

    entries: int
    signed: int
    key: str
    lines: tuple[LogLine, ...]
    checkpoints: tuple[CheckpointLine, ...]
    asked: EvidenceQuery
    next: int | None


@get("/pengawas/bukti", name="oversight-evidence")
async def show_evidence(request: WebRequest) -> Response[Any]:
    """The audit log and its checkpoints."""
    await require_visitor(request, "regulator")
    asked = read_query(request, EvidenceQuery)
    verifier: tlog.Verifier = request.app.state.evidence_verifier
    async with reading(request) as uow:
        checkpoints = await evidence.list_checkpoints(uow, newest=CHECKPOINTS)
        entries = await audit.list_newest(uow, limit=PER_PAGE, before=asked.before)
        signed = checkpoints[-1].size if checkpoints else 0
        view = EvidenceView(
            entries=await audit.count(uow),
            signed=signed,
            key=tlog.format_verifier(verifier),
            lines=tuple(LogLine(entry=entry, signed=entry.position < signed, detail=_detail(entry)) for entry in entries),
            checkpoints=tuple(CheckpointLine(checkpoint=one, root=one.root.hex()) for one in reversed(checkpoints)),
            asked=asked,
            next=entries[-1].position if entries and entries[-1].position > 0 else None,
        )
    return respond(request, "oversight/evidence.html", view)


@get("/pengawas/bukti/berkas", name="oversight-evidence-file")
async def download_evidence(request: WebRequest) -> Stream:
    """The file of evidence up to the newest checkpoint, streamed."""
    await require_visitor(request, "regulator")
    verifier: tlog.Verifier = request.app.state.evidence_verifier
    async with reading(request) as uow:
        newest = await evidence.list_checkpoints(uow, newest=1)
    if not newest:
        raise NotHereError("no checkpoint of the audit log was made yet")

    async def parts() -> AsyncIterator[bytes]:
        async with reading(request) as uow:
            async for part in evidence.stream_evidence(uow, verifier):
                yield part

    name = f"padu-bukti-{newest[0].size}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Stream(parts(), media_type="application/jsonl", headers=headers)


@get("/pengawas/log.csv", name="oversight-log-export")
async def export_log(request: WebRequest) -> Stream:
    """Every entry of the audit log, newest first. The file of evidence is what can be verified; this is for reading."""
    await require_visitor(request, "regulator")

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        before: int | None = None
        async with reading(request) as uow:
            while page := await audit.list_newest(uow, limit=_AT_ONCE, before=before):
                for entry in page:
                    yield (entry.position, entry.at, entry.actor, entry.action, entry.subject, _detail(entry))
                before = page[-1].position

    return export_csv("log-audit", LOG_COLUMNS, rows())


@get("/pengawas/titik-periksa.csv", name="oversight-checkpoints-export")
async def export_checkpoints(request: WebRequest) -> Stream:
    """Every checkpoint with its root and its signed note."""
    await require_visitor(request, "regulator")
    async with reading(request) as uow:
        checkpoints = await evidence.list_checkpoints(uow)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for one in reversed(checkpoints):
            yield (one.size, one.at, one.root.hex(), one.note)

    return export_csv("titik-periksa", CHECKPOINT_COLUMNS, rows())


def _detail(entry: AuditEntry) -> str:
    return msgspec.json.encode(entry.detail, order="sorted").decode()
