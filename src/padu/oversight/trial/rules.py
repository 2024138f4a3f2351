"""What a trial may do next, whether a gate holds, and which value of a date counts; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from padu.oversight.trial.types import Caps, Gate, GateFigure, Stage, Step, Trial, TrialError, TrialPlan, TrialState

_JAKARTA = dt.timezone(dt.timedelta(hours=7))
_VISIT_ENDS_AFTER = dt.timedelta(minutes=30)
LONGEST_REASON = 2000


class _Dated(Protocol):
    @property
    def begins(self) -> dt.date: ...


_T = TypeVar("_T", bound=_Dated)


def jakarta_day(at: dt.datetime) -> dt.date:
    """The day on Jakarta's calendar."""
    return at.astimezone(_JAKARTA).date()


def day_begins(at: dt.datetime) -> dt.datetime:
    """When Jakarta's day of this moment began, UTC."""
    return at.astimezone(_JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(dt.UTC)


def in_force(dated: Sequence[_T], on: dt.date) -> _T | None:
    """The newest of these that has begun by a day."""
    return max((one for one in dated if one.begins <= on), key=lambda one: one.begins, default=None)


def stage_of(plan: TrialPlan, name: str) -> Stage:
    """A stage by its name; a trial may outlive its plan, so that an unknown one is an error that says so."""
    for stage in plan.stages:
        if stage.id == name:
            return stage
    raise TrialError("trial.stage_unknown", f"the plan {plan.id!r} has no stage {name!r}", todo="load the plan that the trial follows")


def gates_of(plan: TrialPlan, stage: Stage) -> tuple[Gate, ...]:
    """The gates of a stage, in their order."""
    by_id = {gate.id: gate for gate in plan.gates}
    return tuple(by_id[name] for name in stage.gates)


def judge(gate: Gate, value: int | None, why: str, caps: Caps | None, on: dt.date) -> GateFigure:
    """A figure against what the gate asks on a day."""
    threshold = in_force(gate.thresholds, on)
    at_most = caps.handoffs_per_day if gate.cap and caps else threshold.at_most if threshold else None
    at_least = threshold.at_least if threshold else None
    held: bool | None = None
    if value is not None and at_most is None and at_least is None:
        why = "no_threshold"
    elif value is not None:
        held = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    return GateFigure(gate=gate.id, value=value, unit=gate.unit, at_most=at_most, at_least=at_least, held=held, why=why)


def check_reason(reason: str) -> str:
    """The reason without space around it; raises `trial.no_reason`."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON or "\x00" in said:
        raise TrialError("trial.no_reason", f"a step needs a reason of 1 to {LONGEST_REASON} characters", todo="write why")
    return said


def state_after(steps: Sequence[Step]) -> TrialState:
    """Where a trial stands after its steps, of which there is at least one."""
    if steps[-1].step == "closed":
        return TrialState.CLOSED
    return TrialState.PAUSED if steps[-1].step == "paused" else TrialState.RUNNING


def check_open(now: Trial | None, shops: Collection[UUID], merged: Collection[UUID], caps: Caps | None) -> None:
    """Raise where a trial may not be opened.

    The codes: `trial.running`, `trial.no_caps`, `trial.no_shops`, `trial.too_many_shops`, `trial.not_merged`.
    """
    if now is not None and now.state is not TrialState.CLOSED:
        raise TrialError("trial.running", "a trial is under way", todo="close it before you open another")
    if caps is None:
        raise TrialError("trial.no_caps", "the first stage has no caps that are in force today", todo="write them into the plan")
    if not shops:
        raise TrialError("trial.no_shops", "a trial needs shops that take part", todo="choose among the merged sellers")
    if len(shops) > caps.shops:
        raise TrialError("trial.too_many_shops", f"{len(shops)} shops, and the stage takes {caps.shops}", todo="choose fewer")
    if strangers := sorted(set(shops) - set(merged)):
        raise TrialError(
            "trial.not_merged",
            f"{len(strangers)} of the shops are not merged from both platforms, the first is {strangers[0]}",
            todo="choose among the merged sellers",
        )


def check_step(now: Trial | None, step: str) -> Trial:
    """The trial that takes a step; raises `trial.none` where there is none, `trial.not_now` where it cannot be taken from here."""
    if now is None or now.state is TrialState.CLOSED:
        raise TrialError("trial.none", "no trial is under way", todo="open one")
    possible = {TrialState.RUNNING: {"paused", "advanced", "closed"}, TrialState.PAUSED: {"resumed", "closed"}}
    if step not in possible[now.state]:
        raise TrialError("trial.not_now", f"a trial that is {now.state} cannot be {step}", todo="see where it stands")
    return now


def next_stage(plan: TrialPlan, now: Trial, figures: Sequence[GateFigure]) -> Stage:
    """The stage after this one; raises `trial.last_stage`, `trial.gates_not_held` (a figure that is not known does not hold)."""
    names = [stage.id for stage in plan.stages]
    here = names.index(stage_of(plan, now.stage).id)
    if here + 1 == len(names):
        raise TrialError("trial.last_stage", f"{now.stage} is the last stage", todo="close the trial")
    if missing := [figure.gate for figure in figures if figure.held is not True]:
        raise TrialError("trial.gates_not_held", f"{len(missing)} gates do not hold: {', '.join(missing)}", todo="see their figures")
    return plan.stages[here + 1]


def stopping(plan: TrialPlan, figures: Sequence[GateFigure]) -> tuple[GateFigure, ...]:
    """The figures of gates that stop a trial, where they are known and do not hold."""
    stops = {gate.id for gate in plan.gates if gate.stops}
    return tuple(figure for figure in figures if figure.gate in stops and figure.held is False)


def check_stops(plan: TrialPlan, figures: Sequence[GateFigure]) -> None:
    """Raise `trial.stopped` where a gate stops the trial."""
    if stops := stopping(plan, figures):
        names = ", ".join(figure.gate for figure in stops)
        raise TrialError("trial.stopped", f"what stopped the trial is not mended: {names}", todo="mend it, then resume")


def begins_visit(last_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a look now begins another visit: half an hour has passed without one."""
    return now - last_at > _VISIT_ENDS_AFTER
