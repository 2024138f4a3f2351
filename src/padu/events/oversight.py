"""What is told to whoever oversees: what the rules said."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from padu.events.event import Event

_SUBJECTS = uuid5(NAMESPACE_URL, "padu:finding-subject")


class FindingMade(Event, frozen=True, kw_only=True, tag="finding.made"):
    """A rule flagged or blocked something on a day.

    `finding_id` is the same whenever the same rule says the same of the same subject for the same reasons. `subject` names a thing
    (`listing:…`, `handoff:…`, `purchase:…`), never a person. A fact or a parameter's value stands as text, null where the fact was
    looked for and there is none; `missing` names the facts for want of which the rule could not be decided. `on` is Jakarta's day of
    `at`.
    """

    finding_id: UUID
    occasion: Literal["listing", "handoff", "checkout"]
    subject: str
    pack: str
    question: str
    profile: str
    on: dt.date
    at: dt.datetime
    rule_id: str
    outcome: Literal["flag", "block"]
    law: str
    article: str
    confidence: str
    message_id: str
    message_en: str
    facts: dict[str, str | None]
    parameters: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    missing: tuple[str, ...] = ()

    @property
    def stream(self) -> UUID:
        """The subject's: what was found of one thing is read in order, and nobody else waits."""
        return uuid5(_SUBJECTS, self.subject)
