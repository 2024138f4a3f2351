"""Findings as they are kept, decisions on them, and how they are asked for."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError


class RulebookError(PaduError):
    """A decision that cannot be taken or undone; codes begin with `rulebook.`."""


class Verdict(StrEnum):
    """What an operator may decide of a flag: it is no breach, or it is one."""

    ACCEPTED = "accepted"
    UPHELD = "upheld"


class FindingState(StrEnum):
    """Where a finding stands: a block has stopped something; a flag waits for an operator, or has been decided."""

    BLOCKED = "blocked"
    OPEN = "open"
    ACCEPTED = "accepted"
    UPHELD = "upheld"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The `number`th decision on a finding. `decision` is a `Verdict`, or `undone` where the one before was taken back."""

    number: int
    decision: str
    reason: str
    actor: str
    at: dt.datetime


class FindingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with everything it rests on, how often it was made, and the newest decision on it. Days are Jakarta's."""

    finding_id: UUID
    occasion: str
    subject: str
    pack: str
    question: str
    profile: str
    rule_id: str
    outcome: str
    law: str
    article: str
    confidence: str
    message_id: str
    message_en: str
    facts: dict[str, str | None]
    parameters: dict[str, str]
    missing: tuple[str, ...]
    first_on: dt.date
    first_at: dt.datetime
    times: int
    last_at: dt.datetime
    state: FindingState
    decision: Decision | None = None

    @property
    def place(self) -> FindingPlace:
        """Where it stands in the list; the next page begins after it."""
        return FindingPlace(self.first_at, self.finding_id)


class FindingPlace(msgspec.Struct, frozen=True):
    """A finding's place in the list, newest first."""

    first_at: dt.datetime
    finding_id: UUID


class FindingQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings: what is empty narrows nothing. `day`: made on that day; `since`: made for the first time after that moment."""

    state: FindingState | None = None
    outcome: str | None = None
    rules: tuple[str, ...] = ()
    subject: str | None = None
    day: dt.date | None = None
    since: dt.datetime | None = None


class RuleCount(msgspec.Struct, frozen=True, kw_only=True):
    """A rule's findings with one outcome: how many, how many of them wait or are upheld, how often they were made."""

    rule_id: str
    outcome: str
    findings: int
    open: int
    upheld: int
    times: int


class FindingCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings there are in each state."""

    blocked: int = 0
    open: int = 0
    accepted: int = 0
    upheld: int = 0


class SeenDay(msgspec.Struct, frozen=True):
    """How often a finding was made on a day."""

    day: dt.date
    times: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision needs to know: the finding's outcome, the newest decision, and when decisions were last rested on."""

    outcome: str
    newest: Decision | None
    settled_at: dt.datetime | None
