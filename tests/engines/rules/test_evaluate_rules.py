from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from padu.engines.rules import Outcome, RulePack, RulesError, evaluate, load_pack, stale

Written = dict[str, Any]
WritePack = Callable[[Callable[[Written], None]], Path]
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2027, 12, 31))


@pytest.fixture
def pack(write_pack: WritePack) -> RulePack:
    def change(written: Written) -> None:
        rules = written["rules/one.yaml"]["rules"]
        rules.append(
            rules[0]
            | {"id": "R-2", "from": "2025-01-01", "outcome": "flag", "when": {"fact": "colour", "eq": "red"}, "last_verified": "2026-03-01"}
        )
        rules[0] |= {"to": "2024-12-31", "superseded_by": "R-3"}
        rules.append(rules[0] | {"id": "R-3", "from": "2025-01-01", "to": None, "superseded_by": None})

    return load_pack(write_pack(change))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the pack is frozen
@given(on=DAYS, price=st.integers(0, 20))
@example(on=dt.date(2019, 12, 31), price=9)
@example(on=dt.date(2020, 1, 1), price=9)
@example(on=dt.date(2020, 12, 31), price=11)
@example(on=dt.date(2021, 1, 1), price=11)
@example(on=dt.date(2024, 12, 31), price=11)
@example(on=dt.date(2025, 1, 1), price=11)
def test_a_rule_speaks_exactly_in_its_period_with_the_days_value(pack: RulePack, on: dt.date, price: int) -> None:
    found = {one.rule_id: one.outcome for one in evaluate(pack, "may.sell", {"price": price}, on=on, profile="plain").findings}
    floor = Fraction(10) if on < dt.date(2021, 1, 1) else Fraction("12.5")
    said = Outcome.BLOCK if price < floor else Outcome.ALLOW
    if on < dt.date(2020, 1, 1):
        assert found == {}
    elif on < dt.date(2025, 1, 1):
        assert found == {"R-1": said}
    else:
        assert found == {"R-2": Outcome.FLAG, "R-3": said}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the pack is frozen
@given(first=DAYS, second=DAYS)
def test_a_rule_once_in_force_stays_until_its_end_and_never_comes_back(pack: RulePack, first: dt.date, second: dt.date) -> None:
    earlier, later = sorted([first, second])
    for rule in pack.rules.values():
        if rule.until is None and rule.in_force(earlier):
            assert rule.in_force(later)
        if earlier >= rule.begins and not rule.in_force(earlier):
            assert not rule.in_force(later)


def test_the_strictest_finding_is_the_answer(pack: RulePack) -> None:
    def answer(facts: Written) -> Outcome:
        return evaluate(pack, "may.sell", facts, on=dt.date(2026, 1, 1), profile="plain").outcome

    assert answer({"price": 13, "colour": "blue"}) is Outcome.ALLOW
    assert answer({"price": 13, "colour": "red"}) is Outcome.FLAG
    assert answer({"price": Decimal("12.49"), "colour": "red"}) is Outcome.BLOCK
    assert answer({"price": Decimal("12.5"), "colour": "blue"}) is Outcome.ALLOW


@pytest.mark.parametrize("facts", [{"colour": "blue"}, {"colour": "blue", "price": None}])
def test_a_missing_fact_flags_and_is_named(pack: RulePack, facts: Written) -> None:
    blue, cheap = evaluate(pack, "may.sell", facts, on=dt.date(2026, 1, 1), profile="plain").findings
    assert (blue.outcome, blue.missing, blue.message.en) == (Outcome.ALLOW, (), "one")
    assert (cheap.outcome, cheap.missing) == (Outcome.FLAG, ("price",))
    assert "price of one" in cheap.message.en
    assert "price" in cheap.message.id


@pytest.mark.parametrize(
    ("question", "profile", "facts", "code"),
    [
        ("may.buy", "plain", {}, "rules.question_unknown"),
        ("may.sell", "fancy", {}, "rules.profile_unknown"),
        ("may.sell", "plain", {"prize": 1}, "rules.fact_unknown"),
        ("may.sell", "plain", {"price": 1.5}, "rules.fact_misfit"),
        ("may.sell", "plain", {"price": "1"}, "rules.fact_misfit"),
        ("may.sell", "plain", {"price": True}, "rules.fact_misfit"),
        ("may.sell", "plain", {"price": Decimal("NaN")}, "rules.fact_misfit"),
        ("may.sell", "plain", {"colour": "green"}, "rules.fact_misfit"),
    ],
)
def test_what_the_pack_does_not_know_is_refused(pack: RulePack, question: str, profile: str, facts: Written, code: str) -> None:
    with pytest.raises(RulesError) as caught:
        evaluate(pack, question, facts, on=dt.date(2026, 1, 1), profile=profile)
    assert caught.value.code == code


def test_rules_that_nobody_checked_for_long_raise_the_alarm(pack: RulePack) -> None:
    on = dt.date(2026, 7, 1)
    assert [(one.rule_id, one.age_days) for one in stale(pack, on, 0)] == [("R-3", 180), ("R-2", 122)]
    assert [one.rule_id for one in stale(pack, on, 179)] == ["R-3"]
    assert stale(pack, on, 180) == ()
