"""Sums over what the merge itself has kept; the market is asked through its doors."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from padu.merge.plan import Action
from padu.merge.reconcile.types import FileAccount
from padu.platform.unit_of_work import UnitOfWork

Group = tuple[str, str]
KNOWN = "known.same_record"

# Open orders owe goods or money to somebody; the names are those of the canonical order statuses.
_OPEN_MONEY = """
select r.payload->'total'->>'currency', p.action, p.rule, sum((r.payload->'total'->>'value')::numeric)
from merge.source_record r join merge.plan_item p using (run_id, platform, kind, source_id)
where r.run_id = %s and r.kind = 'order' and r.payload->>'status' = any(%s)
group by 1, 2, 3
"""

_OPEN_SOURCE_MONEY = """
select payload->'total'->>'currency', sum((payload->'total'->>'value')::numeric)
from merge.source_record where run_id = %s and kind = 'order' and payload->>'status' = any(%s) group by 1
"""


async def _rows(uow: UnitOfWork, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    driver = await uow.driver()
    # Every statement is a constant of this module.
    cursor = await driver.execute(statement, parameters)  # pyright: ignore[reportArgumentType, reportCallIssue] - see above
    return await cursor.fetchall()


async def count_sources(uow: UnitOfWork, run_id: UUID) -> tuple[dict[Group, int], dict[Group, int]]:
    """(readable, quarantined) records by platform and kind."""
    read = await _rows(uow, "select platform, kind, count(*) from merge.source_record where run_id = %s group by 1, 2", run_id)
    bad = await _rows(uow, "select platform, kind, count(*) from merge.quarantine where run_id = %s group by 1, 2", run_id)
    return {(p, k): n for p, k, n in read}, {(p, k): n for p, k, n in bad}


async def count_plan(uow: UnitOfWork, run_id: UUID) -> tuple[dict[tuple[str, str, str], int], dict[str, int]]:
    """Items that reject or ask, by platform, kind and action; and how often each rule spoke."""
    rows = await _rows(
        uow, "select platform, kind, action, rule, count(*) from merge.plan_item where run_id = %s group by 1, 2, 3, 4 order by 4", run_id
    )
    by_action: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    by_rule: defaultdict[str, int] = defaultdict(int)
    for platform, kind, action, rule, n in rows:
        by_action[platform, kind, action] += n
        by_rule[rule] += n
    return dict(by_action), dict(by_rule)


async def applied_targets(uow: UnitOfWork, run_id: UUID, kind: str) -> list[tuple[str, str, UUID, UUID]]:
    """(platform, action, shop, target) of every item of a kind that was carried out and stands in the crosswalk."""
    rows = await _rows(
        uow,
        "select p.platform, p.action, p.shop_id, p.target_id from merge.plan_item p"
        " join merge.crosswalk c using (platform, kind, source_id)"
        " where p.run_id = %s and p.kind = %s and p.applied_at is not null and p.action in ('create', 'merge')"
        " and c.shop_id = p.shop_id and c.target_id = p.target_id",
        run_id,
        kind,
    )
    return [(platform, action, shop_id, target_id) for platform, action, shop_id, target_id in rows]


async def sum_units(uow: UnitOfWork, run_id: UUID) -> tuple[int, dict[str, int]]:
    """Units in readable listings, and how many of them the plan gave to each fate but the market's journal."""
    source = (await _rows(uow, "select coalesce(sum(units), 0)::bigint from merge.source_record where run_id = %s", run_id))[0][0]
    rows = await _rows(
        uow,
        "select action, rule = %s, coalesce(sum(source_units), 0)::bigint, coalesce(sum(source_units - kept_units), 0)::bigint"
        " from merge.plan_item where run_id = %s and kind = 'listing' group by 1, 2",
        KNOWN,
        run_id,
    )
    fates: defaultdict[str, int] = defaultdict(int)
    for action, known, units, not_kept in rows:
        if known:
            fates["known"] += units
        elif action == Action.MERGE:
            fates["twice"] += not_kept
        elif action != Action.CREATE:
            fates[action] += units
    return int(source), dict(fates)


async def sum_open_money(uow: UnitOfWork, run_id: UUID, statuses: list[str]) -> dict[str, dict[str, Decimal]]:
    """By currency: money in open orders as the sources say (`source`), and by the fate of the order."""
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for currency, total in await _rows(uow, _OPEN_SOURCE_MONEY, run_id, statuses):
        sums[currency]["source"] += total
    for currency, action, rule, total in await _rows(uow, _OPEN_MONEY, run_id, statuses):
        sums[currency]["known" if rule == KNOWN else action] += total
    return {currency: dict(fates) for currency, fates in sums.items()}


async def count_files(uow: UnitOfWork, run_id: UUID) -> FileAccount:
    """Files read, their rows, and files that could not be opened at all."""
    files, rows = (
        await _rows(uow, "select count(*), coalesce(sum(rows_read), 0)::bigint from merge.source_file where run_id = %s", run_id)
    )[0]
    unreadable = (await _rows(uow, "select count(*) from merge.quarantine where run_id = %s and not record_known", run_id))[0][0]
    return FileAccount(files=files, rows=rows, unreadable_files=unreadable)


async def open_created_orders(uow: UnitOfWork, run_id: UUID) -> list[tuple[UUID, UUID]]:
    """(shop, order) of every order that this run created."""
    rows = await _rows(
        uow,
        "select shop_id, target_id from merge.plan_item"
        " where run_id = %s and kind = 'order' and action = 'create' and applied_at is not null",
        run_id,
    )
    return [(shop_id, order_id) for shop_id, order_id in rows]
