"""Gates, thresholds by date, and the plan that ships with the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.rules import load_pack
from padu.kernel.ids import new_id
from padu.oversight.trial import GateFigure, TrialError, TrialPlan, TrialState, gates_of, load_plan, rules
from padu.oversight.trial.types import Gate, Measure, Said, Step, Threshold, Trial, TrialId

LAW = Path(__file__).parents[3] / "law" / "id"
DAY = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def gate(*thresholds: Threshold) -> Gate:
    return Gate(
        id="g",
        group="conduct",
        title=Said("g", "g"),
        basis="b",
        measure=Measure.STUCK_STREAMS,
        unit="stream",
        thresholds=thresholds,
    )


def test_the_plan_that_ships_names_only_rules_that_the_pack_has(plan: TrialPlan) -> None:
    pack = load_pack(LAW)
    assert {rule for gate in plan.gates for rule in gate.rules} <= set(pack.rules)
    assert {gate.id for gate in plan.gates} == {gate.id for stage in plan.stages for gate in gates_of(plan, stage)}
    assert all(gate.basis and (gate.sources or gate.basis.startswith(("the house's own", "the stage's cap"))) for gate in plan.gates)
    assert {gate.group for gate in plan.gates if not gate.confidence} == {"conduct"}
    assert {gate.group for gate in plan.gates if gate.confidence} == {"payment", "data", "merchants"}
    assert plan.stages[0].id == "limited"
    assert {source.id for source in plan.sources} == {
        name for one in (*plan.gates, *plan.lasts_days, *(caps for stage in plan.stages for caps in stage.caps)) for name in one.sources
    }


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_a_figure_holds_just_where_it_keeps_the_threshold_of_the_day(value: int, earlier: int, later: int) -> None:
    dated = gate(
        Threshold(begins=DAY, reason="r", at_most=earlier), Threshold(begins=DAY + dt.timedelta(days=1), reason="r", at_least=later)
    )
    assert rules.judge(dated, value, "", None, DAY).held is (value <= earlier)
    assert rules.judge(dated, value, "", None, DAY + dt.timedelta(days=9)).held is (value >= later)
    before = rules.judge(dated, value, "", None, DAY - dt.timedelta(days=1))
    assert (before.held, before.why) == (None, "no_threshold")
    assert rules.judge(dated, None, "no_measure", None, DAY).held is None


def trial_at(stage: str) -> Trial:
    step = Step(number=1, step="opened", stage=stage, reason="r", actor="a", at=AT)
    return Trial(trial_id=TrialId(new_id()), plan="p", opened_at=AT, state=TrialState.RUNNING, stage=stage, steps=(step,), shops=1)


def test_the_next_stage_needs_every_gate_and_an_unknown_figure_does_not_hold(plan: TrialPlan) -> None:
    held = [GateFigure(gate=name, value=0, unit="x", held=True) for name in plan.stages[0].gates]
    assert rules.next_stage(plan, trial_at("limited"), held).id == "widened"
    for one in (GateFigure(gate="g", value=None, unit="x"), GateFigure(gate="g", value=9, unit="x", held=False)):
        with pytest.raises(TrialError, match="1 gates do not hold: g"):
            rules.next_stage(plan, trial_at("limited"), [*held, one])
    with pytest.raises(TrialError) as error:
        rules.next_stage(plan, trial_at("assessed"), [])
    assert error.value.code == "trial.last_stage"
    with pytest.raises(TrialError) as error:
        rules.next_stage(plan, trial_at("of another plan"), [])
    assert error.value.code == "trial.stage_unknown"


STEPS = {"opened": "running", "resumed": "running", "advanced": "running", "paused": "paused", "closed": "closed"}


@given(st.lists(st.sampled_from(["paused", "resumed", "advanced", "closed"]), max_size=10))
def test_whatever_is_tried_a_closed_trial_stays_closed_and_a_paused_one_only_resumes_or_closes(tries: list[str]) -> None:
    now = trial_at("limited")
    for step in tries:
        try:
            rules.check_step(now, step)
        except TrialError:
            assert now.state is TrialState.CLOSED or (step == "resumed") == (now.state is TrialState.RUNNING)
            continue
        assert now.state is not TrialState.CLOSED
        taken = Step(number=len(now.steps) + 1, step=step, stage="limited", reason="r", actor="a", at=AT)
        steps = (*now.steps, taken)
        now = Trial(
            trial_id=now.trial_id,
            plan="p",
            opened_at=AT,
            state=rules.state_after(steps),
            stage="limited",
            steps=steps,
            shops=1,
        )
        assert now.state == STEPS[step]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001, "a\x00"])
def test_a_step_needs_a_reason(reason: str) -> None:
    with pytest.raises(TrialError) as error:
        rules.check_reason(reason)
    assert error.value.code == "trial.no_reason"


def test_a_day_begins_at_jakartas_midnight() -> None:
    assert rules.day_begins(dt.datetime(2026, 12, 1, 16, 59, tzinfo=dt.UTC)) == dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC)
    assert rules.day_begins(dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC)) == dt.datetime(2026, 12, 1, 17, tzinfo=dt.UTC)


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        here: Any = plan
        for name in parents:
            here = here[int(name)] if name.isdigit() else here[name]
        here[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (_set("gates.0.measure", "guessed"), "trial.plan_unreadable", "guessed"),
        (_set("gates.0.mood", "good"), "trial.plan_unreadable", "mood"),
        (_set("gates.0.id", "orders_on_market"), "trial.plan_faulty", "ids of their own"),
        (_set("stages.0.gates.0", "nobody"), "trial.plan_faulty", "nobody"),
        (_set("gates.2.unknown", None), "trial.plan_faulty", "why nothing measures it"),
        (_set("gates.0.thresholds", []), "trial.plan_faulty", "thresholds or a cap"),
        (_set("gates.0.thresholds.0.at_least", 1), "trial.plan_faulty", "one of them"),
        (_set("gates.0.sources", ["hearsay"]), "trial.plan_faulty", "hearsay"),
        (_set("stages.0.caps", [{"from": dt.date(2026, 1, day), "shops": 1, "handoffs_per_day": 1, "reason": "r"} for day in (2, 1)]),
         "trial.plan_faulty", "order of their first days"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_relied_on_is_refused_and_says_where(tmp_path: Path, change: Any, code: str, said: str) -> None:  # noqa: ANN401 - a function of the table above
    written = yaml.safe_load((LAW / "trial.yaml").read_text())
    change(written)
    file = tmp_path / "trial.yaml"
    file.write_text(yaml.safe_dump(written))
    with pytest.raises(TrialError) as error:
        load_plan(file)
    assert (error.value.code, error.value.where) == (code, str(file))
    assert said in error.value.what
