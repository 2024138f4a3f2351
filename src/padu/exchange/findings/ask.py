"""Ask the law book, and tell what it finds."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from padu.engines.rules import Facts, Finding, Findings, Outcome, evaluate
from padu.events.oversight import FindingMade
from padu.exchange.findings import rules
from padu.exchange.findings.types import LawBook, Occasion
from padu.platform.unit_of_work import UnitOfWork


async def ask(  # noqa: PLR0913 - who asks, by which book, what, of what, when: each is its own
    uow: UnitOfWork, book: LawBook, question: str, facts: Facts, *, subject: str, occasion: Occasion
) -> Findings:
    """What the rules in force today say to a question about a subject (`kind:id`, never a person).

    Each rule that flags or blocks tells one `FindingMade`, with this transaction: a caller that refuses must therefore return its
    refusal and not raise it, or nobody ever learns of the finding. Raises as `padu.engines.rules.evaluate`, and `findings.subject`.
    """
    rules.check_subject(subject)
    at = uow.clock.now()
    found = evaluate(book.pack, question, facts, on=rules.jakarta_day(at), profile=book.profile)
    for finding in found.findings:
        if finding.outcome is not Outcome.ALLOW:
            uow.tell(_told(found, finding, subject, occasion, at))
    return found


def _told(found: Findings, finding: Finding, subject: str, occasion: Occasion, at: dt.datetime) -> FindingMade:
    outcome: Literal["flag", "block"] = "block" if finding.outcome is Outcome.BLOCK else "flag"
    return FindingMade(
        finding_id=rules.finding_id(found, finding, subject),
        occasion=occasion,
        subject=subject,
        pack=found.pack_id,
        question=found.question,
        profile=found.profile,
        on=found.on,
        at=at,
        rule_id=finding.rule_id,
        outcome=outcome,
        law=finding.law,
        article=finding.article,
        confidence=finding.confidence.value,
        message_id=finding.message.id,
        message_en=finding.message.en,
        facts=rules.as_texts(finding.facts),
        parameters={name: rules.as_text(value) or "" for name, value in sorted(finding.parameters.items())},
        missing=finding.missing,
    )
