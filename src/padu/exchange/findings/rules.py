"""A finding in words that can be kept: facts as text, and the id that the same finding always has; pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from uuid import NAMESPACE_URL, UUID, uuid5

from padu.engines.rules.types import FactValue, Finding, Findings, Outcome
from padu.exchange.findings.types import FindingsError

_JAKARTA = dt.timezone(dt.timedelta(hours=7))
_FINDINGS = uuid5(NAMESPACE_URL, "padu:finding")
_SUBJECT = re.compile(r"[a-z][a-z_-]{0,39}:[A-Za-z0-9._~:/-]{1,160}")


def jakarta_day(at: dt.datetime) -> dt.date:
    """The day on Jakarta's calendar (UTC+7, no summer time)."""
    return at.astimezone(_JAKARTA).date()


def check_subject(subject: str) -> None:
    """Refuse a subject that is no `kind:id`: whoever reads a finding must be able to look the thing up, and find no person in it."""
    if not _SUBJECT.fullmatch(subject):
        raise FindingsError("findings.subject", f"{subject!r} names no subject", todo="write kind:id, such as listing:018d…")


def blocking(findings: Findings) -> tuple[Finding, ...]:
    """The findings by which the thing may not go on; none where it may."""
    return tuple(finding for finding in findings.findings if finding.outcome is Outcome.BLOCK)


def as_text(value: FactValue) -> str | None:
    """A fact or a parameter's value as text, one way for each; None stays None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str) else str(Fraction(value))


def as_texts(values: Mapping[str, FactValue]) -> dict[str, str | None]:
    """Every value as text, in the order of their names."""
    return {name: as_text(values[name]) for name in sorted(values)}


def finding_id(findings: Findings, finding: Finding, subject: str) -> UUID:
    """The id of what a rule says of a subject; another outcome, reading of the law, value or fact makes another finding.

    The day is no part of it: what is true for weeks is one finding that is seen again.
    """
    parameters = as_texts(finding.parameters)
    said = [findings.pack_id, findings.question, findings.profile, subject, finding.rule_id, finding.outcome.value]
    return uuid5(_FINDINGS, json.dumps([*said, as_texts(finding.facts), parameters, finding.missing], sort_keys=True))
