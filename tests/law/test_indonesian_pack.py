from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from padu.engines.rules import (
    Outcome,
    RulePack,
    RulesError,
    answer_due,
    evaluate,
    find_faults,
    income_tax_withheld,
    load_pack,
    value_added_tax,
)
from padu.kernel.money import Money

LAW = Path(__file__).parents[2] / "law" / "id"
TODAY = dt.date(2026, 11, 22)
BACKEND = "kemendag_backend"


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_pack(LAW)


def test_the_pack_has_no_fault() -> None:
    assert find_faults(LAW) == ()


def test_every_rule_and_value_says_where_it_stands_and_since_when(pack: RulePack) -> None:
    for rule in pack.rules.values():
        assert rule.article, rule.id
        assert rule.sources, rule.id
        assert rule.begins <= TODAY, rule.id
        assert rule.last_verified >= max(pack.sources[name].read_on for name in rule.sources), rule.id
        assert rule.message.id != rule.message.en, rule.id
    for parameter in pack.parameters.values():
        assert all(value.reference and value.sources for value in parameter.values), parameter.id


def test_every_declared_fact_source_parameter_and_question_is_used(pack: RulePack) -> None:
    written = "".join(path.read_text() for path in sorted((LAW / "rules").glob("*.yaml")) + sorted((LAW / "parameters").glob("*.yaml")))
    assert [name for name in pack.facts if f"fact: {name}," not in written] == []
    assert [name for name in pack.sources if name not in written] == []
    assert {question for rule in pack.rules.values() for question in rule.answers} == set(pack.questions)
    formulas = (Path(__file__).parents[2] / "src" / "padu" / "engines" / "rules" / "formulas.py").read_text()
    assert [name for name in pack.parameters if f"parameter: {name}}}" not in written and name.removesuffix("-HOURS") not in formulas] == []


def test_a_question_without_any_fact_is_never_allowed(pack: RulePack) -> None:
    for question in pack.questions:
        for profile in pack.profiles:
            asked = evaluate(pack, question, {}, on=TODAY, profile=profile)
            assert asked.findings, question
            assert all(finding.outcome is Outcome.FLAG and finding.missing for finding in asked.findings), question


def test_before_the_regulation_nothing_is_asked(pack: RulePack) -> None:
    facts = {"payment.intent_domain": "social"}
    assert evaluate(pack, "payment.intent", facts, on=dt.date(2023, 9, 25), profile=BACKEND).findings == ()
    assert evaluate(pack, "payment.intent", facts, on=dt.date(2023, 9, 26), profile=BACKEND).outcome is Outcome.BLOCK


def test_a_foreign_listing_shows_its_country_and_is_converted_at_the_ministers_rate(pack: RulePack) -> None:
    facts = {
        "merchant.abroad": True,
        "item.ships_from_abroad": True,
        "item.ships_from_country": None,
        "item.fob_currency": "CNY",
        "item.fob_rate_table": "other",
    }
    found = {one.rule_id: one.outcome for one in evaluate(pack, "listing.publish", facts, on=TODAY, profile=BACKEND).findings}
    assert found["MOT31-FMER-2"] is Outcome.BLOCK
    assert found["MOT31-IMP-2"] is Outcome.FLAG
    mended = facts | {"item.ships_from_country": "CN", "item.fob_rate_table": "finance_minister"}
    found = {one.rule_id: one.outcome for one in evaluate(pack, "listing.publish", mended, on=TODAY, profile=BACKEND).findings}
    assert found["MOT31-FMER-2"] is Outcome.ALLOW
    assert found["MOT31-IMP-2"] is Outcome.ALLOW


def test_a_finding_shows_the_facts_and_the_parameter_that_it_rests_on(pack: RulePack) -> None:
    facts = {
        "merchant.abroad": True,
        "item.ships_from_abroad": True,
        "item.finished_good": True,
        "item.on_positive_list": False,
        "item.fob_usd": Decimal("99.99"),
        "seller.size": "small",
    }
    answer = evaluate(pack, "checkout.place", facts, on=TODAY, profile=BACKEND)
    (finding,) = answer.findings
    assert (answer.pack_id, answer.profile, answer.outcome) == ("id", BACKEND, Outcome.BLOCK)
    assert finding.article == "19(1)-(2)"
    assert finding.parameters == {"MOT31-IMP-1-FLOOR": 100}
    assert finding.facts == {name: value for name, value in facts.items() if name != "seller.size"}
    assert "100" in finding.message.en
    assert "100" in finding.message.id


def test_tax_is_whole_rupiah_rounded_as_said_and_unknown_before_the_law(pack: RulePack) -> None:
    on = dt.date(2026, 1, 1)
    assert value_added_tax(pack, Money(4), luxury=False, on=on).tax == Money(0)
    assert value_added_tax(pack, Money(5), luxury=False, on=on).tax == Money(1)
    assert income_tax_withheld(pack, Money(399), on=on, appointed_from=on, turnover_statement=None).due == Money(1)
    with pytest.raises(RulesError) as caught:
        value_added_tax(pack, Money(5), luxury=False, on=dt.date(2024, 12, 31))
    assert caught.value.code == "rules.parameter_not_in_force"


def test_a_time_without_a_zone_starts_no_clock(pack: RulePack) -> None:
    with pytest.raises(RulesError) as caught:
        answer_due(pack, "PDP-ACC-1", dt.datetime(2026, 11, 20, 17))  # noqa: DTZ001 - the fault that is looked for
    assert caught.value.code == "rules.naive_time"
