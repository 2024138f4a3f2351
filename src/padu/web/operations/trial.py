"""The operator's trial: open, pause, resume, advance and close it, each with a reason and a confirmation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from padu.exchange import register
from padu.exchange.register import DoorState
from padu.market import sellers
from padu.market.sellers import ShopLine
from padu.oversight import trial
from padu.oversight.trial import Gate, GateFigure, Stage, Trial, TrialError, TrialPlan, TrialState
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui import NotHereError, Visitor, WebRequest, read_form, reading, require_visitor, respond, writing

_MOST_SHOPS = 500
_STEPS = {TrialState.RUNNING: ("pause", "advance", "close"), TrialState.PAUSED: ("resume", "close"), TrialState.CLOSED: ("open",)}
_CHANGES: dict[str, Callable[..., Awaitable[Trial]]] = {
    "pause": trial.pause_trial,
    "resume": trial.resume_trial,
    "advance": trial.advance_trial,
    "close": trial.close_trial,
}


class StepForm(msgspec.Struct, frozen=True):
    """A step that an operator takes. `all_shops`: every merged shop up to the cap, instead of those chosen."""

    reason: str = ""
    confirm: Literal["", "yes"] = ""
    shop_id: tuple[UUID, ...] = ()
    all_shops: Literal["", "yes"] = ""


class TrialView(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, what can be done now, the gates' figures, and the shops that may take part. `refused`: why a step was not taken."""

    trial: Trial | None
    stage: Stage
    door: DoorState
    possible: tuple[str, ...]
    gates: tuple[tuple[Gate, GateFigure], ...]
    cap: int
    merged: int
    shops: tuple[ShopLine, ...]
    refused: str = ""
    refused_said: str = ""
    reason: str = ""


@get("/operations/trial", name="operations-trial")
async def show_trial(request: WebRequest) -> Response[Any]:
    """The trial as it stands."""
    await require_visitor(request, "operator")
    async with reading(request) as uow:
        view = await _look(request, uow)
    return respond(request, "operations/trial.html", view)


@post("/operations/trial/{step:str}", name="operations-trial-step")
async def take_step(request: WebRequest, step: FromPath[str]) -> Response[Any]:
    """Take a step; a refusal shows the page again with its reason, and nothing has changed."""
    visitor = await require_visitor(request, "operator")
    form = await read_form(request, StepForm)
    if step != "open" and step not in _CHANGES:
        raise NotHereError(f"a trial cannot {step}")
    try:
        async with writing(request) as uow:
            await _step(request, uow, step, form, visitor)
    except TrialError as error:
        async with reading(request) as uow:
            view = await _look(request, uow)
        refused = msgspec.structs.replace(view, refused=error.code.partition(".")[2], refused_said=error.what, reason=form.reason)
        return respond(request, "operations/trial.html", refused, status_code=409)
    return Response("", status_code=303, headers={"Location": "/operations/trial"})


async def _step(request: WebRequest, uow: UnitOfWork, step: str, form: StepForm, visitor: Visitor) -> None:
    if not form.confirm:
        raise TrialError("trial.not_confirmed", "the step was not confirmed", todo="tick the box")
    plan: TrialPlan = request.app.state.trial_plan
    actor = f"account:{visitor.account_id}"
    if step != "open":
        await _CHANGES[step](uow, plan, reason=form.reason, actor=actor)
        return
    shops = form.shop_id
    if form.all_shops:
        shops = (await trial.merged_shops(uow))[: _cap(plan.stages[0], uow)]
    await trial.open_trial(uow, plan, shops=shops, reason=form.reason, actor=actor)


async def _look(request: WebRequest, uow: UnitOfWork) -> TrialView:
    plan: TrialPlan = request.app.state.trial_plan
    now = await trial.current_trial(uow)
    stage = trial.stage_of(plan, now.stage) if now else plan.stages[0]
    can_open = now is None or now.state is TrialState.CLOSED
    merged = await trial.merged_shops(uow)
    chosen = merged[:_MOST_SHOPS] if can_open else await trial.members_of(uow, now.trial_id) if now else ()
    names = await sellers.shops_by_id(uow, chosen)
    figures = await trial.current_figures(uow, plan, now)
    return TrialView(
        trial=now,
        stage=stage,
        door=await register.door_state(uow),
        possible=_STEPS[now.state] if now else ("open",),
        gates=tuple(zip(trial.gates_of(plan, stage), figures, strict=True)),
        cap=_cap(plan.stages[0] if can_open else stage, uow),
        merged=len(merged),
        shops=tuple(names[shop_id] for shop_id in chosen if shop_id in names),
    )


def _cap(stage: Stage, uow: UnitOfWork) -> int:
    caps = trial.in_force(stage.caps, trial.jakarta_day(uow.clock.now()))
    return caps.shops if caps else 0
