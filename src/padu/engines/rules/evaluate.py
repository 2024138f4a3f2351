"""Ask a rule pack a question about facts on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from padu.engines.rules.read_values import read_given
from padu.engines.rules.types import (
    FactDeclaration,
    Facts,
    FactValue,
    Finding,
    Findings,
    Outcome,
    Rule,
    RulePack,
    RulesError,
    StaleRule,
    Value,
    Words,
)
from padu.engines.rules.weigh_condition import Known, named_facts, named_parameters, weigh


def evaluate(pack: RulePack, question: str, facts: Facts, *, on: dt.date, profile: str) -> Findings:
    """What every rule in force on that day says to the question under that profile.

    A rule whose condition holds gives its outcome; one whose condition does not hold allows; one that cannot be decided for
    want of facts flags and names them. Facts that no rule on this question names may be given and are not looked at.

    Raises: `rules.question_unknown`, `rules.profile_unknown`, `rules.fact_unknown`, `rules.fact_misfit` (wrong kind or word).
    """
    if question not in pack.questions:
        raise RulesError("rules.question_unknown", f"the pack {pack.id!r} answers no question {question!r}", todo=_list(pack.questions))
    if profile not in pack.profiles:
        raise RulesError("rules.profile_unknown", f"the pack {pack.id!r} has no profile {profile!r}", todo=_list(pack.profiles))
    known = {name: _make_exact(pack, name, value) for name, value in facts.items()}
    asked = [
        rule
        for rule in pack.rules.values()
        if question in rule.answers and rule.in_force(on) and (not rule.profiles or profile in rule.profiles)
    ]
    return Findings(pack.id, question, profile, on, tuple(_find(pack, rule, facts, known, on) for rule in asked))


def stale(pack: RulePack, on: dt.date, after_days: int) -> tuple[StaleRule, ...]:
    """The rules that on this day are in force or still to come and were last verified more than `after_days` days before, oldest first."""
    ages = [
        StaleRule(rule.id, rule.last_verified, (on - rule.last_verified).days)
        for rule in pack.rules.values()
        if rule.until is None or on <= rule.until
    ]
    return tuple(sorted((age for age in ages if age.age_days > after_days), key=lambda age: (-age.age_days, age.rule_id)))


def _find(pack: RulePack, rule: Rule, facts: Facts, known: Known, on: dt.date) -> Finding:
    parameters = {name: pack.value(name, on) for name in sorted(named_parameters(rule.when))}
    truth = weigh(rule.when, known, parameters)
    missing = tuple(sorted(truth.missing))
    if truth.holds is None:
        outcome, message = Outcome.FLAG, _lacking(pack, missing)
    elif truth.holds:
        outcome, message = rule.outcome, rule.message
    else:
        outcome, message = Outcome.ALLOW, rule.title
    used = {name: facts[name] for name in sorted(named_facts(rule.when)) if name in facts}
    return Finding(rule.id, outcome, rule.law, rule.article, rule.confidence, message, used, parameters, missing)


def _lacking(pack: RulePack, missing: tuple[str, ...]) -> Words:
    whats = ", ".join(f"{name} ({pack.facts[name].what})" for name in missing)
    return Words(id=f"Belum dapat diputuskan; data yang kurang: {', '.join(missing)}", en=f"Cannot be decided; missing: {whats}")


def _make_exact(pack: RulePack, name: str, value: FactValue) -> Value | None:
    declared = pack.facts.get(name)
    if declared is None:
        raise RulesError("rules.fact_unknown", f"the pack {pack.id!r} declares no fact {name!r}", todo="declare it in facts.yaml")
    if value is None:
        return None
    exact = read_given(declared.kind, value)
    if exact is None or not _is_spoken(declared, exact):
        words = f" of {', '.join(sorted(declared.one_of))}" if declared.one_of else ""
        raise RulesError("rules.fact_misfit", f"{name} is a {declared.kind}{words}, and {value!r} is none", where=f"pack {pack.id}")
    return exact


def _is_spoken(declared: FactDeclaration, exact: Value) -> bool:
    if not declared.one_of:
        return True
    words = exact if isinstance(exact, frozenset) else frozenset({exact})
    return words <= declared.one_of


def _list(names: Mapping[str, str]) -> str:
    return f"one of {', '.join(sorted(names))}"
