from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.rules.types import All, AnyOf, Compare, Condition, Missing, Not, Operator, ParameterRef, Value
from padu.engines.rules.weigh_condition import Known, Truth, named_facts, weigh

NAMES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(-2, 2).map(Fraction)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, NAMES, st.sampled_from([Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE]), NUMBERS),
    st.builds(Missing, NAMES, st.booleans()),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)
KNOWN: st.SearchStrategy[Known] = st.dictionaries(NAMES, st.none() | NUMBERS, max_size=3)


@given(st.lists(CONDITIONS, min_size=1, max_size=4), KNOWN)
def test_de_morgan_holds_with_facts_unknown(parts: list[Condition], known: Known) -> None:
    denied = tuple(Not(part) for part in parts)
    assert weigh(Not(All(tuple(parts))), known, {}) == weigh(AnyOf(denied), known, {})
    assert weigh(Not(AnyOf(tuple(parts))), known, {}) == weigh(All(denied), known, {})


@given(CONDITIONS, KNOWN)
def test_not_twice_is_nothing_and_what_is_missing_is_named_exactly_when_undecided(condition: Condition, known: Known) -> None:
    truth = weigh(condition, known, {})
    assert weigh(Not(Not(condition)), known, {}) == truth
    assert bool(truth.missing) is (truth.holds is None)
    assert truth.missing <= named_facts(condition)
    assert all(known.get(name) is None for name in truth.missing)


@given(CONDITIONS, KNOWN, NAMES, st.none() | NUMBERS)
def test_a_further_fact_never_overturns_what_was_decided(condition: Condition, known: Known, name: str, value: Value | None) -> None:
    before = weigh(condition, known, {})
    if before.holds is not None and name not in known:
        assert weigh(condition, {**known, name: value}, {}) == before


@given(CONDITIONS, st.fixed_dictionaries({"a": NUMBERS, "b": NUMBERS, "c": NUMBERS}))
def test_with_all_facts_everything_is_decided(condition: Condition, known: Known) -> None:
    assert weigh(condition, known, {}).holds is not None


@pytest.mark.parametrize(
    ("operator", "fact", "value", "holds"),
    [
        (Operator.IN, "a", frozenset({"a", "b"}), True),
        (Operator.IN, "c", frozenset({"a", "b"}), False),
        (Operator.HAS, frozenset({"a", "c"}), frozenset({"a", "b"}), True),
        (Operator.HAS, frozenset({"c"}), frozenset({"a", "b"}), False),
        (Operator.LACKS, frozenset({"a", "c"}), frozenset({"a", "b"}), True),
        (Operator.LACKS, frozenset({"a", "b", "c"}), frozenset({"a", "b"}), False),
        (Operator.DIGITS, "0123", Fraction(4), True),
        (Operator.DIGITS, "012", Fraction(4), False),
        (Operator.DIGITS, "012x", Fraction(4), False),
        (Operator.DIGITS, "٠١٢٣", Fraction(4), False),
        (Operator.LT, dt.date(2026, 1, 1), dt.date(2026, 1, 2), True),
        (Operator.GE, Fraction(1000), Fraction(1000), True),
    ],
)
def test_operators(operator: Operator, fact: Value, value: Value, holds: bool) -> None:  # noqa: FBT001 - a column of the table
    assert weigh(Compare("f", operator, ParameterRef("p")), {"f": fact}, {"p": value}) == Truth(holds)
    assert weigh(Compare("f", operator, value), {"f": fact}, {}) == Truth(holds)
    assert weigh(Compare("f", operator, value), {}, {}) == Truth(None, frozenset({"f"}))
    assert weigh(Compare("f", operator, value), {"f": None}, {}) == Truth(None, frozenset({"f"}))


def test_only_missing_tells_nothing_found_from_not_looked_for() -> None:
    assert weigh(Missing("f", expected=True), {"f": None}, {}) == Truth(holds=True)
    assert weigh(Missing("f", expected=True), {"f": "x"}, {}) == Truth(holds=False)
    assert weigh(Missing("f", expected=True), {}, {}) == Truth(None, frozenset({"f"}))
