from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from padu.engines.rules import RulesError, find_faults, load_pack

Written = dict[str, Any]
WritePack = Callable[[Callable[[Written], None]], Path]
Change = Callable[[Written], None]


def _rule(**fields: object) -> Change:
    return lambda pack: pack["rules/one.yaml"]["rules"][0].update(fields)


def _without(field: str) -> Change:
    return lambda pack: pack["rules/one.yaml"]["rules"][0].pop(field)


def _value(index: int, **fields: object) -> Change:
    return lambda pack: pack["parameters/one.yaml"]["parameters"][0]["values"][index].update(fields)


def _second_rule(first: Written, **fields: object) -> Change:
    def change(pack: Written) -> None:
        rules = pack["rules/one.yaml"]["rules"]
        rules.append(rules[0] | fields)
        rules[0] = rules[0] | first

    return change


def _reverse_values(pack: Written) -> None:
    pack["parameters/one.yaml"]["parameters"][0]["values"].reverse()


def _no_values(pack: Written) -> None:
    pack["parameters/one.yaml"]["parameters"][0]["values"] = []


def _no_rules(pack: Written) -> None:
    pack["rules/one.yaml"]["rules"] = []


def _twin_source(pack: Written) -> None:
    pack["sources.yaml"]["sources"] *= 2


def _twin_key(pack: Written) -> None:
    pack["sources.yaml"] = "sources:\n  - {id: gazette, id: other, title: t, url: u, read_on: 2026-01-01}\n"


FAULTS: list[tuple[str, str, str, Change]] = [
    ("an unknown field", "rules.shape", "R-1", _rule(severity="high")),
    ("no first day", "rules.shape", "R-1", _without("from")),
    ("a day that is none", "rules.shape", "R-1", _rule(**{"from": "2020-02-30"})),
    ("an unknown confidence", "rules.shape", "R-1", _rule(confidence="D")),
    ("a message in one language", "rules.shape", "R-1", _rule(message={"en": "too cheap"})),
    ("no source", "rules.no_reference", "R-1", _without("sources")),
    ("a blank article", "rules.no_reference", "R-1", _rule(article=" ")),
    ("an unknown source", "rules.source_unknown", "R-1", _rule(sources=["hearsay"])),
    ("a question that nobody asks", "rules.question_unknown", "R-1", _rule(answers=["may.buy"])),
    ("no question", "rules.question_unknown", "R-1", _rule(answers=[])),
    ("an unknown profile", "rules.profile_unknown", "R-1", _rule(profiles=["fancy"])),
    ("an end before the beginning", "rules.dates_order", "R-1", _rule(to="2019-12-31")),
    ("verified before it was read", "rules.dates_order", "R-1", _rule(last_verified="2025-12-31")),
    ("a rule that can only allow", "rules.outcome_void", "R-1", _rule(outcome="allow")),
    ("hearsay that blocks", "rules.unsure_block", "R-1", _rule(confidence="G")),
    ("an id twice", "rules.id_duplicate", "R-1", _second_rule({})),
    ("a successor that is not there", "rules.successor_unknown", "R-1", _rule(superseded_by="R-9", to="2024-12-31")),
    ("superseded without an end", "rules.dates_order", "R-1", _second_rule({"superseded_by": "R-2"}, id="R-2", **{"from": "2025-01-01"})),
    (
        "a successor that begins too early",
        "rules.period_overlap",
        "R-1",
        _second_rule({"superseded_by": "R-2", "to": "2025-01-01"}, id="R-2", **{"from": "2025-01-01"}),
    ),
    ("an unknown fact", "rules.fact_unknown", "R-1", _rule(when={"fact": "prize", "lt": 1})),
    ("an unknown operator", "rules.operator_unknown", "R-1", _rule(when={"fact": "price", "below": 1})),
    ("an unknown joiner", "rules.operator_unknown", "R-1", _rule(when={"none": [{"fact": "price", "lt": 1}]})),
    ("code instead of data", "rules.condition_malformed", "R-1", _rule(when="price < 1")),
    ("nothing to join", "rules.condition_malformed", "R-1", _rule(when={"all": []})),
    ("two joiners at once", "rules.condition_malformed", "R-1", _rule(when={"all": [], "any": []})),
    ("two operators at once", "rules.condition_malformed", "R-1", _rule(when={"fact": "price", "lt": 9, "gt": 1})),
    ("missing, but how", "rules.condition_malformed", "R-1", _rule(when={"fact": "price", "missing": "perhaps"})),
    ("words in order of size", "rules.operator_misfit", "R-1", _rule(when={"fact": "colour", "lt": "red"})),
    ("a word for a number", "rules.operator_misfit", "R-1", _rule(when={"fact": "price", "lt": "cheap"})),
    ("a binary fraction", "rules.operator_misfit", "R-1", _rule(when={"fact": "price", "lt": 0.1})),
    ("a parameter of another kind", "rules.operator_misfit", "R-1", _rule(when={"fact": "colour", "eq": {"parameter": "FLOOR"}})),
    ("a word that the fact never is", "rules.value_unknown", "R-1", _rule(when={"fact": "colour", "in": ["red", "geren"]})),
    ("an unknown parameter", "rules.parameter_unknown", "R-1", _rule(when={"fact": "price", "lt": {"parameter": "ROOF"}})),
    ("a rule older than its parameter", "rules.parameter_uncovered", "R-1", _rule(**{"from": "2019-12-31"})),
    ("a parameter with a gap", "rules.parameter_uncovered", "R-1", _value(0, to="2020-12-30")),
    ("a parameter that runs out", "rules.parameter_uncovered", "R-1", _value(1, to="2025-12-31")),
    ("a value without reference", "rules.no_reference", "FLOOR", _value(1, reference="")),
    ("a value without source", "rules.no_reference", "FLOOR", _value(1, sources=[])),
    ("values that overlap", "rules.period_overlap", "FLOOR", _value(0, to="2021-01-01")),
    ("two values from one day", "rules.period_overlap", "FLOOR", _value(0, to=None, **{"from": "2021-01-01"})),
    ("values out of order", "rules.dates_order", "FLOOR", _reverse_values),
    ("a value that ends before it begins", "rules.dates_order", "FLOOR", _value(0, to="2019-01-01")),
    ("a value of no kind", "rules.value_misfit", "FLOOR", _value(0, value="ten")),
    ("a value with a binary fraction", "rules.value_misfit", "FLOOR", _value(0, value=0.1)),
    ("a parameter without value", "rules.no_value", "FLOOR", _no_values),
    ("no rule", "rules.empty", "", _no_rules),
    ("a source twice", "rules.id_duplicate", "gazette", _twin_source),
    ("a key twice", "rules.unreadable", "sources.yaml", _twin_key),
    ("a list under another name", "rules.shape", "rules/one.yaml", lambda pack: pack.update({"rules/one.yaml": {"rule": []}})),
    ("no list", "rules.shape", "rules/one.yaml", lambda pack: pack.update({"rules/one.yaml": {"rules": {}}})),
    ("no YAML", "rules.unreadable", "pack.yaml", lambda pack: pack.update({"pack.yaml": "{"})),
    ("no head", "rules.unreadable", "pack.yaml", lambda pack: pack.pop("pack.yaml")),
]


@pytest.mark.parametrize(("code", "names", "change"), [pytest.param(*rest, id=label) for label, *rest in FAULTS])
def test_a_planted_fault_is_caught_and_named(write_pack: WritePack, code: str, names: str, change: Change) -> None:
    folder = write_pack(change)
    faults = find_faults(folder)
    assert (faults[0].code, names in faults[0].where) == (code, True), str(faults[0])
    assert str(folder) in faults[0].where
    with pytest.raises(RulesError) as caught:
        load_pack(folder)
    assert str(caught.value) == str(faults[0])


def test_the_sound_pack_is_sound(write_pack: WritePack) -> None:
    folder = write_pack(lambda _: None)
    assert find_faults(folder) == ()
    assert list(load_pack(folder).rules) == ["R-1"]


def test_all_faults_are_told_at_once(write_pack: WritePack) -> None:
    def change(pack: Written) -> None:
        _value(0, reference="")(pack)
        pack["rules/one.yaml"]["rules"][0]["when"] = {"fact": "prize", "lt": 1}

    assert [fault.code for fault in find_faults(write_pack(change))] == ["rules.no_reference", "rules.fact_unknown"]
