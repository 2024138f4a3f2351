"""The regulator's findings: filtered by the address, each opening down to what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from padu.exchange.findings import LawBook
from padu.oversight import rulebook
from padu.oversight.rulebook import Decision, FindingCounts, FindingLine, FindingPlace, FindingQuery, FindingState, RuleCount, SeenDay
from padu.web.oversight.write_condition import write_condition
from padu.web.ui import (
    BadParameterError,
    NotHereError,
    WebRequest,
    read_cursor,
    read_query,
    reading,
    require_visitor,
    respond,
    write_cursor,
)
from padu.web.ui.csv_export import Cell, export_csv

PER_PAGE = 50
COLUMNS = (
    "finding_id",
    "state",
    "outcome",
    "rule_id",
    "law",
    "article",
    "confidence",
    "profile",
    "question",
    "occasion",
    "subject",
    "first_on",
    "first_at",
    "times",
    "last_at",
    "message_id",
    "message_en",
    "facts",
    "parameters",
    "missing",
    "decision",
    "decision_reason",
    "decided_by",
    "decided_at",
)


class FindingsQuery(msgspec.Struct, frozen=True):
    """What the address may ask. `aturan`: rules, with commas between them; `hari`: made on that day."""

    keadaan: Literal["", "blocked", "open", "accepted", "upheld"] = ""
    aturan: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9,-]{0,400}$")] = ""
    perihal: Annotated[str, msgspec.Meta(max_length=200)] = ""
    hari: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""
    setelah: Annotated[str, msgspec.Meta(max_length=400)] = ""

    @property
    def narrowed(self) -> FindingQuery:
        """As the rulebook is asked."""
        state = FindingState(self.keadaan) if self.keadaan else None
        rules = tuple(name for name in self.aturan.split(",") if name)
        return FindingQuery(state=state, rules=rules, subject=self.perihal or None, day=_day(self.hari))


class FindingsView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of findings, the counts over all of them, and what the address narrowed it to."""

    findings: tuple[FindingLine, ...]
    counts: FindingCounts
    by_rule: tuple[RuleCount, ...]
    asked: FindingsQuery
    next: str | None


class NamedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact or a parameter that a finding rests on. `value` None: it was looked for and there is none; `given` False: not looked for."""

    name: str
    value: str | None
    what: str
    unit: str
    given: bool = True
    reference: str = ""


class RuleText(msgspec.Struct, frozen=True, kw_only=True):
    """The rule as the pack holds it now; None on the page where the pack does not hold it any more."""

    title_id: str
    title_en: str
    authority: str
    binds: tuple[str, ...]
    begins: dt.date
    until: dt.date | None
    last_verified: dt.date
    condition: str
    note: str


class ReadSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where a rule was read."""

    title: str
    url: str
    read_on: dt.date


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with the rule's text, its sources, the facts' meanings, the reading of the law, its days and its decisions."""

    finding: FindingLine
    question: str
    profile: str
    rule: RuleText | None
    sources: tuple[ReadSource, ...]
    facts: tuple[NamedFact, ...]
    parameters: tuple[NamedFact, ...]
    days: tuple[SeenDay, ...]
    decisions: tuple[Decision, ...]


@get("/pengawas/temuan", name="oversight-findings")
async def show_findings(request: WebRequest) -> Response[Any]:
    """Findings, newest first."""
    await require_visitor(request, "regulator")
    asked = read_query(request, FindingsQuery)
    async with reading(request) as uow:
        found = await rulebook.list_findings(uow, asked.narrowed, after=read_cursor(asked.setelah, FindingPlace), limit=PER_PAGE + 1)
        view = FindingsView(
            findings=found[:PER_PAGE],
            counts=await rulebook.count_findings(uow),
            by_rule=await rulebook.count_by_rule(uow),
            asked=asked,
            next=write_cursor(found[PER_PAGE - 1].place) if len(found) > PER_PAGE else None,
        )
    return respond(request, "oversight/findings.html", view)


@get("/pengawas/temuan.csv", name="oversight-findings-export")
async def export_findings(request: WebRequest) -> Stream:
    """All findings that the address narrows to, not only a page of them."""
    await require_visitor(request, "regulator")
    asked = read_query(request, FindingsQuery)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        async with reading(request) as uow:
            async for line in rulebook.read_findings(uow, asked.narrowed):
                yield _cells(line)

    return export_csv("temuan", COLUMNS, rows())


@get("/pengawas/temuan/{finding_id:uuid}", name="oversight-finding")
async def show_finding(request: WebRequest, finding_id: FromPath[UUID]) -> Response[Any]:
    """One finding, down to what it rests on."""
    await require_visitor(request, "regulator")
    book: LawBook = request.app.state.law_book
    async with reading(request) as uow:
        finding = await rulebook.find_finding(uow, finding_id)
        if finding is None:
            raise NotHereError(f"there is no finding {finding_id}")
        days = await rulebook.seen_days(uow, finding_id)
        decisions = await rulebook.list_decisions(uow, finding_id)
    return respond(request, "oversight/finding.html", _explain(book, finding, days, decisions))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadParameterError(f"{text} is no day") from error


def _explain(book: LawBook, finding: FindingLine, days: tuple[SeenDay, ...], decisions: tuple[Decision, ...]) -> FindingView:
    pack = book.pack
    rule = pack.rules.get(finding.rule_id)
    text = rule and RuleText(
        title_id=rule.title.id,
        title_en=rule.title.en,
        authority=rule.authority,
        binds=rule.binds,
        begins=rule.begins,
        until=rule.until,
        last_verified=rule.last_verified,
        condition=write_condition(pack, rule.when, finding.first_on),
        note=rule.note,
    )
    sources = [pack.sources[name] for name in rule.sources if name in pack.sources] if rule else []
    return FindingView(
        finding=finding,
        question=pack.questions.get(finding.question, ""),
        profile=pack.profiles.get(finding.profile, ""),
        rule=text,
        sources=tuple(ReadSource(title=source.title, url=source.url, read_on=source.read_on) for source in sources),
        facts=tuple(_facts(book, finding)),
        parameters=tuple(_parameters(book, finding)),
        days=days,
        decisions=decisions,
    )


def _facts(book: LawBook, finding: FindingLine) -> list[NamedFact]:
    named = {**finding.facts, **{name: None for name in finding.missing if name not in finding.facts}}
    declared = book.pack.facts
    return [
        NamedFact(
            name=name,
            value=value,
            what=declared[name].what if name in declared else "",
            unit=declared[name].unit if name in declared else "",
            given=name in finding.facts,
        )
        for name, value in sorted(named.items())
    ]


def _parameters(book: LawBook, finding: FindingLine) -> list[NamedFact]:
    found: list[NamedFact] = []
    for name, value in finding.parameters.items():
        parameter = book.pack.parameters.get(name)
        dated = [one for one in parameter.values if one.begins <= finding.first_on] if parameter else []
        found.append(
            NamedFact(
                name=name,
                value=value,
                what=parameter.what if parameter else "",
                unit=parameter.unit if parameter else "",
                reference=dated[-1].reference if dated else "",
            )
        )
    return found


def _cells(line: FindingLine) -> tuple[Cell, ...]:
    decided = line.decision
    own = {name: getattr(line, name) for name in COLUMNS if hasattr(line, name)}
    own |= {"state": line.state.value, "missing": ", ".join(line.missing)}
    own |= {name: msgspec.json.encode(getattr(line, name), order="sorted").decode() for name in ("facts", "parameters")}
    own |= {"finding_id": str(line.finding_id), "decision": decided.decision if decided else None}
    own |= {"decision_reason": decided.reason if decided else None, "decided_by": decided.actor if decided else None}
    own |= {"decided_at": decided.at if decided else None}
    return tuple(own[name] for name in COLUMNS)
