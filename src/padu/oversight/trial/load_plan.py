"""A plan's YAML into the trial's plan; what does not fit is an error that says where."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from padu.oversight.trial.types import Measure, TrialError, TrialPlan


def load_plan(file: Path) -> TrialPlan:
    """The plan that `file` holds (`trial.yaml` of a rule pack's folder). Raises `trial.plan_unreadable`, `trial.plan_faulty`."""
    try:
        plan = msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), TrialPlan)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise TrialError("trial.plan_unreadable", f"the plan cannot be read: {error}", where=str(file), todo="see law/README.md") from error
    if fault := next(_faults(plan), None):
        raise TrialError("trial.plan_faulty", fault, where=str(file), todo="correct the plan")
    return plan


def _faults(plan: TrialPlan) -> Iterator[str]:
    known = {gate.id for gate in plan.gates}
    sources = {source.id for source in plan.sources}
    if len(known) < len(plan.gates) or len({stage.id for stage in plan.stages}) < len(plan.stages) or not plan.stages:
        yield "stages and gates need ids of their own, and there is at least one stage"
    for stage in plan.stages:
        if strangers := set(stage.gates) - known:
            yield f"the stage {stage.id} names gates that there are none of: {', '.join(sorted(strangers))}"
        yield from _in_order([cap.begins for cap in stage.caps], f"the caps of {stage.id}")
    for gate in plan.gates:
        if (gate.measure is Measure.NOT_MEASURED) != (gate.unknown is not None):
            yield f"the gate {gate.id} must say why nothing measures it, just where nothing does"
        if bool(gate.cap) == bool(gate.thresholds):
            yield f"the gate {gate.id} needs thresholds or a cap, and not both"
        if any((threshold.at_most is None) == (threshold.at_least is None) for threshold in gate.thresholds):
            yield f"a threshold of {gate.id} must say at_most or at_least, one of them"
        yield from _in_order([threshold.begins for threshold in gate.thresholds], f"the thresholds of {gate.id}")
    named = [*plan.gates, *plan.lasts_days, *(cap for stage in plan.stages for cap in stage.caps)]
    if strangers := {name for one in named for name in one.sources} - sources:
        yield f"sources that stand nowhere: {', '.join(sorted(strangers))}"


def _in_order(days: list[object], what: str) -> Iterator[str]:
    if any(str(earlier) >= str(later) for earlier, later in itertools.pairwise(days)):
        yield f"{what} are not in the order of their first days"
