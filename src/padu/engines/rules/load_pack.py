"""A folder of YAML into a rule pack; every fault is found and named by file and rule.

    pack.yaml          jurisdiction, questions, profiles
    facts.yaml         the facts that conditions may name
    sources.yaml       where things were read
    parameters/*.yaml  dated values
    rules/*.yaml       rules

Other files of the folder are not the pack's affair.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from padu.engines.rules.check_periods import check_period, check_successors, check_values, check_verified, covers
from padu.engines.rules.read_condition import read_condition
from padu.engines.rules.read_files import (
    WrittenFact,
    WrittenHead,
    WrittenParameter,
    WrittenRule,
    WrittenSource,
    read_entries,
    read_yaml,
    shape,
)
from padu.engines.rules.read_values import read_written
from padu.engines.rules.types import (
    Confidence,
    DatedValue,
    FactDeclaration,
    Kind,
    Outcome,
    Parameter,
    Rule,
    RulePack,
    RulesError,
    Source,
    Words,
)
from padu.engines.rules.weigh_condition import named_parameters


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_HasId)


def load_pack(folder: Path) -> RulePack:
    """The rule pack of a folder; raises the first of its faults (`find_faults` gives all)."""
    pack, faults = _read(folder)
    if faults:
        raise faults[0]
    return pack


def find_faults(folder: Path) -> tuple[RulesError, ...]:
    """Everything that is wrong with a rule pack, in the order of reading; empty for one that can be loaded."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[RulePack, tuple[RulesError, ...]]:
    reading = _Reading(folder)
    return reading.read(), tuple(reading.faults)


class _Reading:
    """One reading of a pack; what cannot be used is left out and kept as a fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[RulesError] = []
        self.head = WrittenHead("", Words("", ""), {}, {})
        self.sources: dict[str, Source] = {}
        self.facts: dict[str, FactDeclaration] = {}
        self.parameters: dict[str, Parameter] = {}
        self.rules: dict[str, Rule] = {}

    @contextmanager
    def catch(self) -> Generator[None]:
        """Keep a fault and go on."""
        try:
            yield
        except RulesError as fault:
            self.faults.append(fault)

    def read(self) -> RulePack:
        with self.catch():
            self.head = shape(read_yaml(self.folder / "pack.yaml"), WrittenHead, str(self.folder / "pack.yaml"))
        for where, raw in self._entries([self.folder / "sources.yaml"], "sources"):
            with self.catch():
                self._keep(self.sources, self._source(raw, where), where)
        for where, raw in self._entries([self.folder / "facts.yaml"], "facts"):
            with self.catch():
                self._keep(self.facts, self._fact(raw, where), where)
        for where, raw in self._entries(sorted((self.folder / "parameters").glob("*.yaml")), "parameters"):
            with self.catch():
                self._keep(self.parameters, self._parameter(raw, where), where)
        for where, raw in self._entries(sorted((self.folder / "rules").glob("*.yaml")), "rules"):
            with self.catch():
                self._keep(self.rules, self._rule(raw, where), where)
        self.faults += check_successors(self.rules)
        if not self.rules and not self.faults:
            self.faults.append(
                RulesError("rules.empty", "the pack has no rule", where=str(self.folder), todo="rules stand in rules/*.yaml")
            )
        return RulePack(
            self.head.id,
            self.head.title,
            self.head.questions,
            self.head.profiles,
            self.facts,
            self.sources,
            self.parameters,
            dict(sorted(self.rules.items())),
        )

    def _entries(self, paths: list[Path], key: str) -> list[tuple[str, object]]:
        entries: list[tuple[str, object]] = []
        for path in paths:
            with self.catch():
                entries += read_entries(path, key)
        return entries

    @staticmethod
    def _keep(kept: dict[str, _T], one: _T, where: str) -> None:
        if one.id in kept:
            raise RulesError("rules.id_duplicate", f"the id {one.id!r} stands twice", where=where, todo="give every entry its own id")
        kept[one.id] = one

    @staticmethod
    def _source(raw: object, where: str) -> Source:
        written = shape(raw, WrittenSource, where)
        return Source(written.id, written.title, written.url, written.read_on)

    @staticmethod
    def _fact(raw: object, where: str) -> FactDeclaration:
        written = shape(raw, WrittenFact, where)
        if written.one_of and written.kind not in {Kind.TEXT, Kind.TEXTS}:
            raise RulesError("rules.shape", f"a {written.kind} has no one_of", where=where)
        return FactDeclaration(written.id, written.kind, written.what, written.unit, frozenset(written.one_of))

    def _parameter(self, raw: object, where: str) -> Parameter:
        written = shape(raw, WrittenParameter, where)
        values: list[DatedValue] = []
        for dated in written.values:
            spot = f"{where}, from {dated.begins}"
            if not dated.reference.strip():
                raise RulesError("rules.no_reference", "a value has no reference", where=spot, todo="name law and article")
            self._check_sources(dated.sources, spot)
            check_period(dated.begins, dated.until, spot)
            value = read_written(written.kind, dated.value)
            if value is None:
                what = f"{dated.value!r} is no {written.kind}"
                raise RulesError("rules.value_misfit", what, where=spot, todo="quote decimals and fractions")
            values.append(DatedValue(dated.begins, dated.until, value, dated.reference, tuple(dated.sources)))
        check_values(values, where)
        return Parameter(written.id, written.kind, written.what, written.unit, written.confidence, tuple(values))

    def _rule(self, raw: object, where: str) -> Rule:
        written = shape(raw, WrittenRule, where)
        blank = [name for name in ("law", "authority", "article") if not getattr(written, name).strip()]
        if blank:
            raise RulesError("rules.no_reference", f"the rule does not say its {', '.join(blank)}", where=where)
        self._check_sources(written.sources, where)
        self._check_names("question", written.answers, self.head.questions, where)
        self._check_names("profile", written.profiles, self.head.profiles, where)
        if not written.answers:
            raise RulesError("rules.question_unknown", "the rule answers no question", where=where)
        check_period(written.begins, written.until, where)
        check_verified(written.last_verified, [self.sources[name].read_on for name in written.sources], where)
        if written.outcome is Outcome.ALLOW:
            raise RulesError("rules.outcome_void", "a rule that can only allow says nothing", where=where, todo="write block or flag")
        if written.confidence is Confidence.G and written.outcome is Outcome.BLOCK:
            raise RulesError(
                "rules.unsure_block",
                "general knowledge (G) may not block",
                where=where,
                todo="flag, or read the text and raise the confidence",
            )
        condition = read_condition(written.when, self.facts, self.parameters, where)
        for name in sorted(named_parameters(condition)):
            if not covers(self.parameters[name], written.begins, written.until):
                what = f"{name} has no value for a part of the rule's time"
                raise RulesError("rules.parameter_uncovered", what, where=where, todo="give it a value for every day of the rule")
        return Rule(
            id=written.id,
            title=written.title,
            law=written.law,
            authority=written.authority,
            article=written.article,
            binds=tuple(written.binds),
            begins=written.begins,
            until=written.until,
            superseded_by=written.superseded_by,
            confidence=written.confidence,
            last_verified=written.last_verified,
            sources=tuple(written.sources),
            profiles=frozenset(written.profiles),
            answers=frozenset(written.answers),
            when=condition,
            outcome=written.outcome,
            message=written.message,
            note=written.note,
            file=where.rpartition(": ")[0],
        )

    def _check_sources(self, names: list[str], where: str) -> None:
        if not names:
            raise RulesError("rules.no_reference", "no source is named", where=where, todo="name one of sources.yaml")
        self._check_names("source", names, self.sources, where)

    @staticmethod
    def _check_names(sort: str, names: list[str], known: dict[str, _T] | dict[str, str], where: str) -> None:
        if strange := [name for name in names if name not in known]:
            raise RulesError(f"rules.{sort}_unknown", f"there is no {sort} {', '.join(strange)}", where=where)
        if twice := [first for first, second in itertools.pairwise(sorted(names)) if first == second]:
            raise RulesError("rules.shape", f"the {sort} {', '.join(twice)} stands twice", where=where)
