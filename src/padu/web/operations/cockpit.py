"""The operator's cockpit: everything that waits for a person, with the way there."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get

from padu.exchange import register
from padu.exchange.register import DoorState
from padu.market import payments
from padu.market.payments import RefundView
from padu.oversight import rulebook, trial
from padu.oversight.rulebook import FindingCounts
from padu.oversight.trial import Trial
from padu.platform.event_log import StuckStream, stuck_streams
from padu.platform.jobs import FailedJob, list_failed
from padu.web.operations.merge_view import MergeQuestion, MergeReader
from padu.web.ui import WebRequest, reading, require_visitor, respond

_SHOWN = 20


class CockpitView(msgspec.Struct, frozen=True, kw_only=True):
    """The queues. `merge_waiting` and `merge_quarantined` are None before the first merge."""

    merge_state: str | None
    merge_waiting: int | None
    merge_quarantined: int | None
    findings: FindingCounts
    trial: Trial | None
    door: DoorState
    refunds: tuple[RefundView, ...]
    stuck: tuple[StuckStream, ...]
    failed: tuple[FailedJob, ...]


@get("/operations", name="operations")
async def show_cockpit(request: WebRequest) -> Response[Any]:
    """What waits."""
    await require_visitor(request, "operator")
    reader: MergeReader = request.app.state.merge_reader
    async with reading(request) as uow:
        merge = await reader.overview(uow, MergeQuestion())
        view = CockpitView(
            merge_state=merge.state if merge else None,
            merge_waiting=merge.waiting.total if merge else None,
            merge_quarantined=merge.total.quarantined if merge else None,
            findings=await rulebook.count_findings(uow),
            trial=await trial.current_trial(uow),
            door=await register.door_state(uow),
            refunds=await payments.refunds_by_hand(uow, _SHOWN),
            stuck=tuple(await stuck_streams(uow, _SHOWN)),
            failed=await list_failed(uow, _SHOWN),
        )
    return respond(request, "operations/cockpit.html", view)
