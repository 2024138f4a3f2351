"""The regulator's first page: where the trial stands, its gates with their figures, and what changed since the last visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.exchange import register
from padu.exchange.register import DoorState
from padu.oversight import evidence, rulebook, trial
from padu.oversight.rulebook import FindingQuery
from padu.oversight.trial import Gate, GateFigure, Measure, Stage, Step, Trial, TrialPlan
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui import WebRequest, reading, require_visitor, respond, writing
from padu.web.ui.csv_export import Cell, export_csv

GATE_COLUMNS = ("stage", "gate", "group", "value", "unit", "at_most", "at_least", "held", "why", "basis", "confidence", "threshold_reason")
STEP_COLUMNS = ("number", "step", "stage", "reason", "actor", "at")
_MOST_NEW = 200


class GateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A gate with its figure now. `records`: the page on which its figure opens down to what it is made of, if there is one."""

    gate: Gate
    figure: GateFigure
    threshold_reason: str
    records: str
    sources: tuple[tuple[str, str], ...]


class StageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of the plan with its caps today."""

    stage: Stage
    is_current: bool
    shops: int | None
    handoffs_per_day: int | None
    caps_reason: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What is new since a moment. `findings` counts at most 200."""

    since: dt.datetime
    steps: tuple[Step, ...]
    findings: int
    crossings: int
    refusals: int
    signed_entries: int


class TrialPageView(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, None before the first; `changes` None on the first visit."""

    plan_id: str
    title_id: str
    title_en: str
    trial: Trial | None
    stage: Stage
    ends_on: dt.date | None
    door: DoorState
    stages: tuple[StageRow, ...]
    gates: tuple[GateRow, ...]
    changes: Changes | None

    @property
    def held(self) -> int:
        """How many gates hold."""
        return sum(row.figure.held is True for row in self.gates)


@get("/pengawas", name="oversight-trial")
async def show_trial(request: WebRequest) -> Response[Any]:
    """The trial as it stands. Notes the visit, so that the next one can be told what changed."""
    visitor = await require_visitor(request, "regulator")
    plan: TrialPlan = request.app.state.trial_plan
    async with writing(request) as uow:
        since = await trial.begin_visit(uow, visitor.account_id)
    async with reading(request) as uow:
        now = await trial.current_trial(uow)
        view = TrialPageView(
            plan_id=plan.id,
            title_id=plan.title.id,
            title_en=plan.title.en,
            trial=now,
            stage=trial.stage_of(plan, now.stage) if now else plan.stages[0],
            ends_on=_ends_on(plan, now),
            door=await register.door_state(uow),
            stages=_stages(plan, now, trial.jakarta_day(uow.clock.now())),
            gates=_gates(plan, await trial.current_figures(uow, plan, now), trial.jakarta_day(uow.clock.now())),
            changes=await _changes(uow, now, since) if since else None,
        )
    return respond(request, "oversight/trial.html", view)


@get("/pengawas/gerbang.csv", name="oversight-gates-export")
async def export_gates(request: WebRequest) -> Stream:
    """The gates with their figures now."""
    await require_visitor(request, "regulator")
    plan: TrialPlan = request.app.state.trial_plan
    async with reading(request) as uow:
        now = await trial.current_trial(uow)
        gates = _gates(plan, await trial.current_figures(uow, plan, now), trial.jakarta_day(uow.clock.now()))
    stage = now.stage if now else plan.stages[0].id

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for row in gates:
            figure, gate = row.figure, row.gate
            held = "" if figure.held is None else str(figure.held).lower()
            told = (figure.value, figure.unit, figure.at_most, figure.at_least, held, figure.why)
            yield (stage, gate.id, gate.group, *told, gate.basis, gate.confidence, row.threshold_reason)

    return export_csv("gerbang", GATE_COLUMNS, rows())


@get("/pengawas/langkah.csv", name="oversight-steps-export")
async def export_steps(request: WebRequest) -> Stream:
    """The trial's steps, first to last."""
    await require_visitor(request, "regulator")
    async with reading(request) as uow:
        now = await trial.current_trial(uow)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for step in now.steps if now else ():
            yield (step.number, step.step, step.stage, step.reason, step.actor, step.at)

    return export_csv("langkah", STEP_COLUMNS, rows())


def _ends_on(plan: TrialPlan, now: Trial | None) -> dt.date | None:
    if now is None:
        return None
    opened_on = trial.jakarta_day(now.opened_at)
    lasts = trial.in_force(plan.lasts_days, opened_on)
    return opened_on + dt.timedelta(days=lasts.value) if lasts else None


def _stages(plan: TrialPlan, now: Trial | None, on: dt.date) -> tuple[StageRow, ...]:
    rows: list[StageRow] = []
    for stage in plan.stages:
        caps = trial.in_force(stage.caps, on)
        row = StageRow(
            stage=stage,
            is_current=now is not None and now.stage == stage.id,
            shops=caps.shops if caps else None,
            handoffs_per_day=caps.handoffs_per_day if caps else None,
            caps_reason=caps.reason if caps else "",
        )
        rows.append(row)
    return tuple(rows)


def _gates(plan: TrialPlan, figures: Sequence[GateFigure], on: dt.date) -> tuple[GateRow, ...]:
    by_id = {gate.id: gate for gate in plan.gates}
    named = {source.id: (source.title, source.url) for source in plan.sources}
    rows: list[GateRow] = []
    for figure in figures:
        gate = by_id[figure.gate]
        threshold = trial.in_force(gate.thresholds, on)
        reason = threshold.reason if threshold else ""
        sources = tuple(named[name] for name in gate.sources)
        rows.append(GateRow(gate=gate, figure=figure, threshold_reason=reason, records=_records(gate), sources=sources))
    return tuple(rows)


def _records(gate: Gate) -> str:
    if gate.measure is Measure.FINDINGS:
        narrowed = [f"aturan={','.join(gate.rules)}"] if gate.rules else []
        narrowed += [f"keadaan={gate.states[0]}"] if len(gate.states) == 1 else []
        return "/pengawas/temuan" + (f"?{'&'.join(narrowed)}" if narrowed else "")
    return {
        Measure.LEDGER_IMBALANCE: "/pengawas/buku-besar",
        Measure.LEDGER_DISAGREEMENTS: "/pengawas/buku-besar",
        Measure.HANDOFFS_TODAY: "/pengawas/alur?alur=handoff",
        Measure.HANDOFFS_REFUSED: "/pengawas/alur?alur=handoff",
        Measure.UNSIGNED_MINUTES: "/pengawas/bukti",
    }.get(gate.measure, "")


async def _changes(uow: UnitOfWork, now: Trial | None, since: dt.datetime) -> Changes:
    counted = await register.count_crossings(uow, since)
    refused = sum(count for (_, _, outcome), count in counted.items() if outcome != register.PASSED)
    checkpoints = await evidence.list_checkpoints(uow)
    before = max((checkpoint.size for checkpoint in checkpoints if checkpoint.at <= since), default=0)
    return Changes(
        since=since,
        steps=tuple(step for step in now.steps if step.at > since) if now else (),
        findings=len(await rulebook.list_findings(uow, FindingQuery(since=since), limit=_MOST_NEW)),
        crossings=sum(counted.values()) - refused,
        refusals=refused,
        signed_entries=(checkpoints[-1].size - before) if checkpoints else 0,
    )
