"""A condition as structured data in YAML, checked and made into its parts.

`{all: [...]}`, `{any: [...]}`, `{not: {...}}`, `{fact: NAME, OPERATOR: VALUE}` with one operator of `Operator` and a value or
`{parameter: NAME}`, and `{fact: NAME, missing: true|false}`. Nothing is ever evaluated as code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from padu.engines.rules.read_values import read_written
from padu.engines.rules.types import (
    All,
    AnyOf,
    Compare,
    Condition,
    FactDeclaration,
    Kind,
    Missing,
    Not,
    Operator,
    Parameter,
    ParameterRef,
    RulesError,
    Value,
)

_ORDERED = {Kind.NUMBER: Kind.NUMBER, Kind.DATE: Kind.DATE}
_EQUAL = {kind: kind for kind in Kind}
_FITS: dict[Operator, dict[Kind, Kind]] = {
    Operator.EQ: _EQUAL,
    Operator.NE: _EQUAL,
    Operator.LT: _ORDERED,
    Operator.LE: _ORDERED,
    Operator.GT: _ORDERED,
    Operator.GE: _ORDERED,
    Operator.IN: {Kind.TEXT: Kind.TEXTS},
    Operator.HAS: {Kind.TEXTS: Kind.TEXTS},
    Operator.LACKS: {Kind.TEXTS: Kind.TEXTS},
    Operator.DIGITS: {Kind.TEXT: Kind.NUMBER},
}
"""For every operator: the kinds of fact it takes, and the kind of value that goes with each."""


def read_condition(raw: object, facts: Mapping[str, FactDeclaration], parameters: Mapping[str, Parameter], where: str) -> Condition:
    """Read and check one condition; `where` names file and rule.

    Raises: `rules.condition_malformed`, `rules.operator_unknown`, `rules.operator_misfit`, `rules.fact_unknown`,
    `rules.parameter_unknown`, `rules.value_unknown`.
    """
    written = _mapping(raw)
    if "fact" in written:
        return _read_leaf(written, facts, parameters, where)
    if len(written) != 1:
        raise _malformed(written or raw, where)
    (joiner, content) = next(iter(written.items()))
    if joiner == "not":
        return Not(read_condition(content, facts, parameters, where))
    if joiner not in {"all", "any"}:
        raise RulesError("rules.operator_unknown", f"{joiner!r} joins no conditions", where=where, todo="use all, any or not")
    if not isinstance(content, list) or not content:
        raise _malformed(written, where)
    parts = tuple(read_condition(part, facts, parameters, where) for part in cast("list[object]", content))
    return All(parts) if joiner == "all" else AnyOf(parts)


def _read_leaf(
    written: dict[object, object], facts: Mapping[str, FactDeclaration], parameters: Mapping[str, Parameter], where: str
) -> Compare | Missing:
    name = written["fact"]
    fact = facts.get(name) if isinstance(name, str) else None
    if fact is None:
        raise RulesError(
            "rules.fact_unknown", f"no fact {name!r} is declared", where=where, todo="declare it in facts.yaml, or mend the name"
        )
    others = [(key, value) for key, value in written.items() if key != "fact"]
    if len(others) != 1:
        raise _malformed(written, where)
    key, raw = others[0]
    if key == "missing":
        if not isinstance(raw, bool):
            raise _malformed(written, where)
        return Missing(fact.id, raw)
    if key not in set(Operator):
        todo = f"one of {', '.join(Operator)}, missing"
        raise RulesError("rules.operator_unknown", f"{key!r} compares nothing", where=where, todo=todo)
    operator = Operator(str(key))
    kind = _FITS[operator].get(fact.kind)
    if kind is None:
        raise RulesError("rules.operator_misfit", f"{operator} cannot compare {fact.id}, which is a {fact.kind}", where=where)
    return Compare(fact.id, operator, _read_value(raw, kind, fact, parameters, where))


def _read_value(raw: object, kind: Kind, fact: FactDeclaration, parameters: Mapping[str, Parameter], where: str) -> Value | ParameterRef:
    if isinstance(raw, dict):
        named = cast("dict[object, object]", raw)
        name = named.get("parameter")
        if len(named) != 1 or not isinstance(name, str):
            raise _malformed(named, where)
        parameter = parameters.get(name)
        if parameter is None:
            raise RulesError("rules.parameter_unknown", f"there is no parameter {name!r}", where=where)
        if parameter.kind is not kind:
            what = f"{fact.id} is compared with a {kind}, but {name} is a {parameter.kind}"
            raise RulesError("rules.operator_misfit", what, where=where)
        for dated in parameter.values:
            _check_words(dated.value, fact, where)
        return ParameterRef(name)
    value = read_written(kind, raw)
    if value is None:
        todo = "quote decimals" if kind is Kind.NUMBER else ""
        raise RulesError("rules.operator_misfit", f"{fact.id} is compared with a {kind}, and {raw!r} is none", where=where, todo=todo)
    _check_words(value, fact, where)
    return value


def _check_words(value: Value, fact: FactDeclaration, where: str) -> None:
    """A word that the fact can never be is a slip of the pen, and would let everything pass."""
    words = value if isinstance(value, frozenset) else frozenset({value} if isinstance(value, str) else ())
    if fact.one_of and (strange := sorted(words - fact.one_of)):
        raise RulesError("rules.value_unknown", f"{fact.id} is never {', '.join(strange)}", where=where, todo="see one_of in facts.yaml")


def _mapping(raw: object) -> dict[object, object]:
    return cast("dict[object, object]", raw) if isinstance(raw, dict) else {}


def _malformed(raw: object, where: str) -> RulesError:
    return RulesError(
        "rules.condition_malformed",
        f"{raw!r} is no condition",
        where=where,
        todo="write {all: [...]}, {any: [...]}, {not: {...}} or {fact: NAME, OPERATOR: VALUE}, none of them empty",
    )
