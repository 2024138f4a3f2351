from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from padu.engines.rules import RulePack, answer_due, evaluate, income_tax_withheld, load_pack, value_added_tax
from padu.kernel.money import Money

LAW = Path(__file__).parents[2] / "law" / "id"


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_pack(LAW)


def _cases(sort: str) -> Iterator[Any]:
    for path in sorted((LAW / "golden").glob("*.yaml")):
        vector = yaml.safe_load(path.read_text())
        if sort in vector:
            for case in vector["cases"]:
                yield pytest.param(vector, case, id=f"{path.stem}: {case['name']}")


def _facts(pack: RulePack, written: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in written.items():
        kind = pack.facts[name].kind
        if isinstance(value, list):
            facts[name] = frozenset(value)
        else:
            facts[name] = Decimal(value) if kind == "number" and value is not None else value
    return facts


@pytest.mark.parametrize(("vector", "case"), list(_cases("question")))
def test_rules_answer_as_the_golden_vectors_say(pack: RulePack, vector: dict[str, Any], case: dict[str, Any]) -> None:
    facts = _facts(pack, vector.get("facts", {}) | case["facts"])
    on, profile = case.get("date", vector["date"]), case.get("profile", vector["profile"])
    found = {
        finding.rule_id: finding.outcome.value for finding in evaluate(pack, vector["question"], facts, on=on, profile=profile).findings
    }
    assert set(case["expect"]) <= set(pack.rules)
    assert {rule: found.get(rule, "not in force") for rule in case["expect"]} == case["expect"]


@pytest.mark.parametrize(("vector", "case"), list(_cases("formula")))
def test_formulas_answer_as_the_golden_vectors_say(pack: RulePack, vector: dict[str, Any], case: dict[str, Any]) -> None:
    assert _compute(pack, vector["formula"], case["given"]) == case["expect"]


def _compute(pack: RulePack, formula: str, given: dict[str, Any]) -> dict[str, Any]:
    if formula == "value_added_tax":
        vat = value_added_tax(pack, Money(given["price"]), luxury=given["luxury"], on=given["date"])
        base = (Decimal(vat.base.numerator) / vat.base.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return {"base": str(base), "tax": vat.tax.rupiah}
    if formula == "income_tax_withheld":
        stated = None if given["turnover_statement"] is None else Money(given["turnover_statement"])
        held = income_tax_withheld(
            pack, Money(given["bill"]), on=given["date"], appointed_from=given["appointed_from"], turnover_statement=stated
        )
        return {"due": held.due.rupiah, "shadow": held.shadow.rupiah}
    assert formula == "answer_due"
    return {"due": answer_due(pack, given["request"], dt.datetime.fromisoformat(given["received_at"])).isoformat()}


def test_every_vector_of_the_fact_sheet_is_covered() -> None:
    names = {yaml.safe_load(path.read_text())["vector"] for path in (LAW / "golden").glob("*.yaml")}
    assert {"V5", "V6", "V7", "V8", "V9"} <= names


def test_every_rule_is_held_by_a_golden_case_in_which_it_bites(pack: RulePack) -> None:
    """MOT31-FMER-2 and MOT31-IMP-2 speak only with facts of a foreign listing; they are asked in test_indonesian_pack."""
    bitten: set[str] = set()
    for path in (LAW / "golden").glob("*.yaml"):
        for case in yaml.safe_load(path.read_text())["cases"]:
            bitten |= {rule for rule, outcome in case["expect"].items() if outcome in {"block", "flag"}}
    assert set(pack.rules) - bitten == {"MOT31-FMER-2", "MOT31-IMP-2"}
