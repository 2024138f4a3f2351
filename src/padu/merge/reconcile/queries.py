"""Count how far a run has come, while it runs; the reconciliation at its end counts on the market itself."""

from __future__ import annotations

from uuid import UUID

from padu.merge.reconcile.types import KindAccount
from padu.merge.sources.types import Kind
from padu.platform.unit_of_work import UnitOfWork

_SO_FAR = """
select platform, kind, sum(source)::bigint, sum(created)::bigint, sum(merged)::bigint, sum(rejected)::bigint, sum(waiting)::bigint,
    sum(quarantined)::bigint
from (
    select platform, kind, count(*) as source, 0 as created, 0 as merged, 0 as rejected, 0 as waiting, 0 as quarantined
    from merge.source_record where run_id = %(run)s group by 1, 2
    union all
    select platform, kind, count(*), 0, 0, 0, 0, count(*) from merge.quarantine where run_id = %(run)s group by 1, 2
    union all
    select platform, kind, 0, count(*) filter (where action = 'create' and applied_at is not null),
        count(*) filter (where action = 'merge' and applied_at is not null), count(*) filter (where action = 'reject'),
        count(*) filter (where action = 'ask'), 0
    from merge.plan_item where run_id = %(run)s group by 1, 2
) parts
group by 1, 2
"""


async def count_so_far(uow: UnitOfWork, run_id: UUID) -> tuple[KindAccount, ...]:
    """Records read and what has become of them so far; what is not applied yet shows as unaccounted."""
    driver = await uow.driver()
    cursor = await driver.execute(_SO_FAR, {"run": run_id})
    order = {kind.value: n for n, kind in enumerate(Kind)}
    rows = sorted(await cursor.fetchall(), key=lambda row: (row[0], order[row[1]]))
    names = ("platform", "kind", "source", "created", "merged", "rejected", "waiting", "quarantined")
    return tuple(KindAccount(**dict(zip(names, row, strict=True))) for row in rows)
