"""What a rule pack is made of, and what comes out when it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from padu.kernel.errors import PaduError

Value = Fraction | str | bool | dt.date | frozenset[str]
"""What a condition compares: exact numbers, words, yes or no, days, sets of words."""

FactValue = int | Decimal | Fraction | str | bool | dt.date | frozenset[str] | None
"""A fact as a caller gives it; None says that it was looked for and there is none (a fact that is not given was not looked for)."""

Facts = Mapping[str, FactValue]


class RulesError(PaduError):
    """A rule pack that cannot be trusted, or a question that it cannot answer; codes begin with `rules.`."""


class Kind(StrEnum):
    """What sort of value a fact or a parameter has."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    TEXTS = "texts"


class Outcome(StrEnum):
    """What a rule says about the facts, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    BLOCK = "block"

    @property
    def severity(self) -> int:
        """0 for allow, 1 for flag (a person looks), 2 for block."""
        return list(Outcome).index(self)


class Confidence(StrEnum):
    """How well a rule's text is known: A the authority's own, B two independent reports, C one report, G general knowledge."""

    A = "A"
    B = "B"
    C = "C"
    G = "G"


class Operator(StrEnum):
    """How a fact is compared with a value."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"
    HAS = "has"
    LACKS = "lacks"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """Stands in a condition for the value that the named parameter has on the day asked for."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a value or a dated parameter."""

    fact: str
    operator: Operator
    value: Value | ParameterRef


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether a fact was looked for and there is none (`expected`), or there is one (not `expected`)."""

    fact: str
    expected: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Compare | Missing | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """A fact that conditions may name: its kind, its unit in words, and the words it may hold (empty: any)."""

    id: str
    kind: Kind
    what: str
    unit: str
    one_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a value was read, and on which day."""

    id: str
    title: str
    url: str
    read_on: dt.date


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from a day on, until `until` (last day, inclusive) or until the next one begins."""

    begins: dt.date
    until: dt.date | None
    value: Value
    reference: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, list or word of the law over time, oldest first; an amendment adds a dated value."""

    id: str
    kind: Kind
    what: str
    unit: str
    confidence: Confidence
    values: tuple[DatedValue, ...]

    def at(self, on: dt.date) -> Value | None:
        """The value in force on a day, or None where there is none."""
        for dated in reversed(self.values):
            if dated.begins <= on:
                return dated.value if dated.until is None or on <= dated.until else None
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it stands, whom it binds, when it holds, what it looks at, and what follows where `when` is true."""

    id: str
    title: Words
    law: str
    authority: str
    article: str
    binds: tuple[str, ...]
    begins: dt.date
    until: dt.date | None
    superseded_by: str | None
    confidence: Confidence
    last_verified: dt.date
    sources: tuple[str, ...]
    profiles: frozenset[str]
    answers: frozenset[str]
    when: Condition
    outcome: Outcome
    message: Words
    note: str
    file: str

    def in_force(self, on: dt.date) -> bool:
        """Whether the rule holds on a day; `until` is its last one."""
        return self.begins <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class RulePack:
    """One jurisdiction's rules, validated: every name resolves, every value has a reference, no periods overlap."""

    id: str
    title: Words
    questions: Mapping[str, str]
    profiles: Mapping[str, str]
    facts: Mapping[str, FactDeclaration]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, Rule]

    def value(self, parameter: str, on: dt.date) -> Value:
        """The value of a parameter on a day.

        Raises: `rules.parameter_unknown`, `rules.parameter_not_in_force`.
        """
        found = self.parameters.get(parameter)
        if found is None:
            raise RulesError("rules.parameter_unknown", f"the pack {self.id!r} has no parameter {parameter!r}")
        value = found.at(on)
        if value is None:
            raise RulesError("rules.parameter_not_in_force", f"{parameter} has no value on {on}", where=f"pack {self.id}")
        return value

    def number(self, parameter: str, on: dt.date) -> Fraction:
        """The exact number that a parameter is on a day; raises as `value`, and `rules.parameter_misfit` where it is no number."""
        value = self.value(parameter, on)
        if not isinstance(value, Fraction):
            raise RulesError("rules.parameter_misfit", f"{parameter} is a {self.parameters[parameter].kind}, not a number")
        return value


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says: its outcome, where it stands, why, and the facts and parameter values on which that rests.

    `missing` names the facts without which the rule could not be decided; the outcome is then a flag.
    """

    rule_id: str
    outcome: Outcome
    law: str
    article: str
    confidence: Confidence
    message: Words
    facts: Mapping[str, FactValue]
    parameters: Mapping[str, Value]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to one question on one day under one profile: a finding a rule in force, in the order of rule ids.

    No findings at all means that no rule on this question was in force that day.
    """

    pack_id: str
    question: str
    profile: str
    on: dt.date
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The strictest of the findings' outcomes; allow where no rule was in force."""
        return max((finding.outcome for finding in self.findings), key=lambda outcome: outcome.severity, default=Outcome.ALLOW)


@dataclass(frozen=True, slots=True)
class StaleRule:
    """A rule that nobody has checked for `age_days`."""

    rule_id: str
    last_verified: dt.date
    age_days: int
