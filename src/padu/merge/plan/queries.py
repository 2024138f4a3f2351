"""Read what waits for a person, likeliest pairs first."""

from __future__ import annotations

from uuid import UUID

import msgspec

from padu.platform.unit_of_work import UnitOfWork

# The two records stand side by side: the one that waits, and its counterpart of the same kind on another platform.
_WAITING = """
select p.kind, p.platform, p.source_id, coalesce(l.payload->>'title', l.payload->>'name', ''), coalesce(r.platform, ''), p.counterpart,
    coalesce(r.payload->>'title', r.payload->>'name', ''), p.probability, p.rule, p.evidence::text, p.sequence
from merge.plan_item p
join merge.source_record l using (run_id, platform, kind, source_id)
left join lateral (
    select platform, payload from merge.source_record r
    where r.run_id = p.run_id and r.kind = p.kind and r.source_id = p.counterpart and r.platform <> p.platform
    limit 1
) r on true
where p.run_id = %s and p.action = 'ask' and p.kind in ('seller', 'listing') and p.counterpart <> '' and p.sequence > %s
order by p.sequence
limit %s
"""


class Waiting(msgspec.Struct, frozen=True):
    """A record that waits and the one that it may be the same as."""

    kind: str
    platform: str
    source_id: str
    title: str
    counterpart_platform: str
    counterpart: str
    counterpart_title: str
    probability: float | None
    rule: str
    evidence: dict[str, object]
    sequence: int


async def count_waiting(uow: UnitOfWork, run_id: UUID) -> int:
    """How many pairs wait for a person."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select count(*) from merge.plan_item where run_id = %s and action = 'ask' and kind in ('seller', 'listing') and counterpart <> ''",
        [run_id],
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def page_waiting(uow: UnitOfWork, run_id: UUID, after: int, limit: int) -> list[Waiting]:
    """Up to `limit` pairs that wait, after a sequence number, in the plan's order."""
    driver = await uow.driver()
    cursor = await driver.execute(_WAITING, [run_id, after, limit])
    names = Waiting.__struct_fields__
    rows = [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
    return [msgspec.convert(row | {"evidence": msgspec.json.decode(row["evidence"])}, Waiting) for row in rows]
