"""Whether a condition holds for the facts: yes, no, or not known (Kleene's three-valued logic), and for want of which facts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from padu.engines.rules.types import All, AnyOf, Compare, Condition, Missing, Not, Operator, ParameterRef, Value

Known = Mapping[str, Value | None]
"""Facts made exact; None where one was looked for and there is none."""


@dataclass(frozen=True, slots=True)
class Truth:
    """`holds` is None where it cannot be known; `missing` then names the facts that would decide it, and is empty otherwise."""

    holds: bool | None
    missing: frozenset[str] = frozenset()


def weigh(condition: Condition, known: Known, parameters: Mapping[str, Value]) -> Truth:
    """Weigh a condition. `parameters` holds the day's value of every parameter that the condition names.

    A comparison with what is not there is not known, be it not given or None; only `missing` tells the two apart.
    """
    match condition:
        case All(parts):
            return _join([weigh(part, known, parameters) for part in parts], settles=False)
        case AnyOf(parts):
            return _join([weigh(part, known, parameters) for part in parts], settles=True)
        case Not(part):
            truth = weigh(part, known, parameters)
            return truth if truth.holds is None else Truth(not truth.holds)
        case _:
            return _weigh_leaf(condition, known, parameters)


def _weigh_leaf(leaf: Compare | Missing, known: Known, parameters: Mapping[str, Value]) -> Truth:
    given = known.get(leaf.fact)
    if isinstance(leaf, Missing) and leaf.fact in known:
        return Truth((given is None) is leaf.expected)
    if isinstance(leaf, Missing) or given is None:
        return Truth(None, frozenset({leaf.fact}))
    against = parameters[leaf.value.parameter] if isinstance(leaf.value, ParameterRef) else leaf.value
    return Truth(_COMPARE[leaf.operator](given, against))


def _join(truths: list[Truth], *, settles: bool) -> Truth:
    """One part that is what `settles` the whole decides it, whatever is not known; otherwise what is not known keeps it open."""
    if any(truth.holds is settles for truth in truths):
        return Truth(settles)
    if any(truth.holds is None for truth in truths):
        return Truth(None, frozenset[str]().union(*(truth.missing for truth in truths)))
    return Truth(not settles)


def _has_digits(text: str, count: Fraction) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


# Loading has checked that both sides are of kinds that the operator compares, so the values' types agree here.
_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.LT: operator.lt,
    Operator.LE: operator.le,
    Operator.GT: operator.gt,
    Operator.GE: operator.ge,
    Operator.IN: lambda fact, texts: fact in texts,
    Operator.HAS: lambda fact, texts: not fact.isdisjoint(texts),
    Operator.LACKS: lambda fact, texts: not texts <= fact,
    Operator.DIGITS: _has_digits,
}


def named_facts(condition: Condition) -> frozenset[str]:
    """Every fact that a condition names."""
    return frozenset(part.fact for part in _leaves(condition))


def named_parameters(condition: Condition) -> frozenset[str]:
    """Every parameter that a condition names."""
    return frozenset(
        part.value.parameter for part in _leaves(condition) if isinstance(part, Compare) and isinstance(part.value, ParameterRef)
    )


def _leaves(condition: Condition) -> list[Compare | Missing]:
    match condition:
        case All(parts) | AnyOf(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
        case Not(part):
            return _leaves(part)
        case _:
            return [condition]
