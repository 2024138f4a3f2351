"""What stands against several things at once, for pages that list them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from psycopg.rows import class_row

from padu.platform.unit_of_work import UnitOfWork

# A flag that an operator accepted as no breach stands no more; the newest decision counts.
_STANDING = """
    select f.subject, f.rule_id, f.outcome, f.law, f.article, f.message_id, f.message_en, f.missing
    from oversight.finding f
    left join lateral (
        select decision from oversight.finding_decision where finding_id = f.finding_id order by number desc limit 1
    ) d on true
    where f.subject = any(%s) and d.decision is distinct from 'accepted'
    order by f.subject, f.outcome, f.rule_id, f.first_at desc
"""


class StandingFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that stands, in few words; `missing` names the facts without which the rule cannot be decided."""

    subject: str
    rule_id: str
    outcome: str
    law: str
    article: str
    message_id: str
    message_en: str
    missing: list[str]


async def standing_findings(uow: UnitOfWork, subjects: Sequence[str]) -> dict[str, tuple[StandingFinding, ...]]:
    """What stands against each of these subjects, blocks first, each rule once; a subject without findings is absent."""
    found: defaultdict[str, dict[str, StandingFinding]] = defaultdict(dict)
    if subjects:
        async with (await uow.driver()).cursor(row_factory=class_row(StandingFinding)) as cursor:
            await cursor.execute(_STANDING, [list(subjects)])
            for finding in await cursor.fetchall():
                found[finding.subject].setdefault(finding.rule_id, finding)
    return {subject: tuple(by_rule.values()) for subject, by_rule in found.items()}
