"""A rule's condition as one line that a person can read beside the law."""

from __future__ import annotations

import datetime as dt

from padu.engines.rules.types import All, AnyOf, Compare, Condition, Missing, Not, Operator, ParameterRef, RulePack, Value

_SIGNS = {
    Operator.EQ: "=",
    Operator.NE: "≠",
    Operator.LT: "<",
    Operator.LE: "≤",
    Operator.GT: ">",
    Operator.GE: "≥",
    Operator.IN: "∈",
    Operator.HAS: "∩",
    Operator.LACKS: "⊉",
    Operator.DIGITS: "digits =",
}


def write_condition(pack: RulePack, condition: Condition, on: dt.date) -> str:
    """The condition with its signs, and the value that each parameter had on a day."""
    match condition:
        case All(parts):
            return "(" + " AND ".join(write_condition(pack, part, on) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(write_condition(pack, part, on) for part in parts) + ")"
        case Not(part):
            return "NOT " + write_condition(pack, part, on)
        case Missing(fact, expected):
            return f"{fact} {'∅' if expected else '≠ ∅'}"
        case Compare(fact, operator, value):
            return f"{fact} {_SIGNS[operator]} {_write_value(pack, value, on)}"


def _write_value(pack: RulePack, value: Value | ParameterRef, on: dt.date) -> str:
    if isinstance(value, ParameterRef):
        known = pack.parameters[value.parameter].at(on)
        return value.parameter + (f" [{_write_value(pack, known, on)}]" if known is not None else "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{" + ", ".join(sorted(value)) + "}" if isinstance(value, frozenset) else str(value)
