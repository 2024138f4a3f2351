"""The operator's findings: each flag with its evidence and rule, decided with a reason, undone until a step rests on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from padu.oversight import rulebook
from padu.oversight.rulebook import FindingCounts, FindingLine, FindingPlace, FindingQuery, FindingState, RulebookError, Verdict
from padu.web.ui import (
    NotHereError,
    WebRequest,
    read_cursor,
    read_form,
    read_query,
    reading,
    require_visitor,
    respond,
    write_cursor,
    writing,
)

PER_PAGE = 20


class QueueQuery(msgspec.Struct, frozen=True):
    """What the address may ask: a state (those that wait, unless told otherwise), and where to go on."""

    keadaan: Literal["", "blocked", "open", "accepted", "upheld"] = ""
    setelah: Annotated[str, msgspec.Meta(max_length=400)] = ""


class DecisionForm(msgspec.Struct, frozen=True):
    """What an operator decides."""

    verdict: Verdict
    reason: str = ""


class UndoForm(msgspec.Struct, frozen=True):
    """Why a decision is taken back."""

    reason: str = ""


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of findings in one state. `refused` says why a decision on the finding `refused_id` was not taken."""

    state: FindingState
    counts: FindingCounts
    findings: tuple[FindingLine, ...]
    asked: QueueQuery
    next: str | None
    refused: str = ""
    refused_id: UUID | None = None
    reason: str = ""


@get("/operations/findings", name="operations-findings")
async def show_queue(request: WebRequest) -> Response[Any]:
    """The findings that wait, or those in another state."""
    await require_visitor(request, "operator")
    return respond(request, "operations/findings.html", await _look(request, read_query(request, QueueQuery)))


@post("/operations/findings/{finding_id:uuid}", name="operations-decide")
async def decide(request: WebRequest, finding_id: FromPath[UUID]) -> Response[Any]:
    """Decide a flag."""
    visitor = await require_visitor(request, "operator")
    form = await read_form(request, DecisionForm)
    try:
        async with writing(request) as uow:
            await rulebook.decide_flag(uow, finding_id, form.verdict, reason=form.reason, actor=f"account:{visitor.account_id}")
    except RulebookError as error:
        return await _refuse(request, finding_id, error, form.reason)
    return Response("", status_code=303, headers={"Location": f"/operations/findings?keadaan={form.verdict.value}#temuan-{finding_id}"})


@post("/operations/findings/{finding_id:uuid}/batal", name="operations-undo")
async def undo(request: WebRequest, finding_id: FromPath[UUID]) -> Response[Any]:
    """Take a decision back."""
    visitor = await require_visitor(request, "operator")
    form = await read_form(request, UndoForm)
    try:
        async with writing(request) as uow:
            await rulebook.undo_decision(uow, finding_id, reason=form.reason, actor=f"account:{visitor.account_id}")
    except RulebookError as error:
        return await _refuse(request, finding_id, error, form.reason)
    return Response("", status_code=303, headers={"Location": f"/operations/findings#temuan-{finding_id}"})


async def _refuse(request: WebRequest, finding_id: UUID, error: RulebookError, reason: str) -> Response[Any]:
    """The page on which the finding stands, with why; nothing has changed."""
    async with reading(request) as uow:
        finding = await rulebook.find_finding(uow, finding_id)
    if finding is None:
        raise NotHereError(f"there is no finding {finding_id}")
    view = await _look(request, QueueQuery(keadaan=finding.state.value), refused_finding=finding)
    refused = msgspec.structs.replace(view, refused=error.code.partition(".")[2], refused_id=finding_id, reason=reason)
    return respond(request, "operations/findings.html", refused, status_code=409)


async def _look(request: WebRequest, asked: QueueQuery, *, refused_finding: FindingLine | None = None) -> QueueView:
    state = FindingState(asked.keadaan or "open")
    async with reading(request) as uow:
        found = await rulebook.list_findings(
            uow, FindingQuery(state=state), after=read_cursor(asked.setelah, FindingPlace), limit=PER_PAGE + 1
        )
        counts = await rulebook.count_findings(uow)
    shown = found[:PER_PAGE]
    if refused_finding and refused_finding.finding_id not in {line.finding_id for line in shown}:
        shown = (refused_finding, *shown)
    more = write_cursor(found[PER_PAGE - 1].place) if len(found) > PER_PAGE else None
    return QueueView(state=state, counts=counts, findings=shown, asked=asked, next=more)
