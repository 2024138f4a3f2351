"""Load what a plan rests on, save the plan, hand it out in chunks; no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa

from padu.kernel.ids import new_id
from padu.merge.plan.tables import crosswalk, decision, plan_item
from padu.merge.plan.types import RULES, Action, Known, PlanItem, RecordKey, Verdict
from padu.merge.sources.types import Kind, Platform
from padu.platform.unit_of_work import UnitOfWork

_COLUMNS = (
    "run_id, sequence, platform, kind, source_id, action, rule, reason, shop_id, target_id, counterpart, probability, evidence,"
    " source_units, kept_units"
)


class CrosswalkRow(msgspec.Struct, frozen=True):
    """Which row of the market a source record (or one of its SKUs and warehouses) became."""

    platform: Platform
    kind: str
    source_id: str
    shop_id: UUID
    target_id: UUID


async def load_known(uow: UnitOfWork, run_id: UUID, platforms: Iterable[Platform]) -> dict[RecordKey, Known]:
    """Every record of these platforms that a run other than this one carried in."""
    c = crosswalk.c
    kinds = [kind.value for kind in Kind]
    rows = await uow.connection.execute(sa.select(crosswalk).where(c.platform.in_(list(platforms)), c.kind.in_(kinds), c.run_id != run_id))
    return {(Platform(row.platform), Kind(row.kind), row.source_id): Known(shop_id=row.shop_id, target_id=row.target_id) for row in rows}


async def load_verdicts(uow: UnitOfWork) -> dict[RecordKey, Verdict]:
    """The newest decision on each record that is not undone."""
    rows = await uow.connection.execute(
        sa.select(decision).where(decision.c.undone_at.is_(None)).order_by(decision.c.decided_at, decision.c.decision_id)
    )
    return {(Platform(row.platform), Kind(row.kind), row.source_id): Verdict(row.verdict) for row in rows}


async def load_settled(uow: UnitOfWork, run_id: UUID) -> dict[RecordKey, PlanItem]:
    """The run's items that stand: all but those that ask a person."""
    rows = await uow.connection.execute(
        sa.select(plan_item).where(plan_item.c.run_id == run_id, plan_item.c.action != Action.ASK).order_by(plan_item.c.sequence)
    )
    items = (_item(row) for row in rows.mappings())
    return {(item.platform, item.kind, item.source_id): item for item in items}


async def load_asking(uow: UnitOfWork, run_id: UUID) -> set[RecordKey]:
    """The run's records that wait for a person."""
    c = plan_item.c
    rows = await uow.connection.execute(sa.select(c.platform, c.kind, c.source_id).where(c.run_id == run_id, c.action == Action.ASK))
    return {(Platform(row.platform), Kind(row.kind), row.source_id) for row in rows}


async def save_plan(uow: UnitOfWork, run_id: UUID, items: Sequence[PlanItem]) -> None:
    """Replace what asked a person, and add the rest; one COPY."""
    await uow.connection.execute(sa.delete(plan_item).where(plan_item.c.run_id == run_id, plan_item.c.action == Action.ASK))
    driver = await uow.driver()
    async with driver.cursor() as cursor, cursor.copy(f"copy merge.plan_item ({_COLUMNS}) from stdin") as copy:
        for item in items:
            evidence = msgspec.json.encode(item.evidence).decode()
            head = (run_id, item.sequence, item.platform, item.kind, item.source_id, item.action, item.rule, RULES[item.rule].english)
            tail = (item.shop_id, item.target_id, item.counterpart, item.probability, evidence, item.source_units, item.kept_units)
            await copy.write_row((*head, *tail))


async def next_items(uow: UnitOfWork, run_id: UUID, kind: Kind, limit: int) -> list[PlanItem]:
    """The next items of one kind that are to be created or merged and are not applied yet, in the plan's order."""
    c = plan_item.c
    rows = await uow.connection.execute(
        sa.select(plan_item)
        .where(c.run_id == run_id, c.kind == kind, c.applied_at.is_(None), c.action.in_([Action.CREATE, Action.MERGE]))
        .order_by(c.sequence)
        .limit(limit)
    )
    return [_item(row) for row in rows.mappings()]


async def count_items(uow: UnitOfWork, run_id: UUID) -> tuple[int, int]:
    """(applied, to apply in all) of the items to be created or merged."""
    c = plan_item.c
    row = (
        await uow.connection.execute(
            sa.select(sa.func.count(c.applied_at), sa.func.count()).where(c.run_id == run_id, c.action.in_([Action.CREATE, Action.MERGE]))
        )
    ).one()
    return int(row[0]), int(row[1])


async def mark_applied(uow: UnitOfWork, run_id: UUID, items: Sequence[PlanItem], rows: Sequence[CrosswalkRow]) -> None:
    """Note that items were carried out and which rows of the market they became, in the transaction that did it."""
    c = plan_item.c
    await uow.connection.execute(
        sa.update(plan_item).where(c.run_id == run_id, c.sequence.in_([item.sequence for item in items])).values(applied_at=uow.clock.now())
    )
    if rows:
        driver = await uow.driver()
        async with driver.cursor() as cursor:
            await cursor.executemany(
                "insert into merge.crosswalk (platform, kind, source_id, shop_id, target_id, run_id)"
                " values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
                [(row.platform, row.kind, row.source_id, row.shop_id, row.target_id, run_id) for row in rows],
            )


async def find_targets(uow: UnitOfWork, platform: Platform, kind: str, source_ids: Iterable[str]) -> dict[str, Known]:
    """Where records of one platform and kind live on the market; what never came in is absent."""
    c = crosswalk.c
    rows = await uow.connection.execute(
        sa.select(c.source_id, c.shop_id, c.target_id).where(
            c.platform == platform, c.kind == kind, c.source_id == sa.any_(sa.literal(sorted(set(source_ids)), sa.ARRAY(sa.Text)))
        )
    )
    return {row.source_id: Known(shop_id=row.shop_id, target_id=row.target_id) for row in rows}


async def load_pairs(uow: UnitOfWork, run_id: UUID, kind: Kind) -> list[tuple[str, str, Action]]:
    """(source id, counterpart, action) of every item of a kind that the matching found a counterpart for."""
    c = plan_item.c
    rows = await uow.connection.execute(
        sa.select(c.source_id, c.counterpart, c.action).where(c.run_id == run_id, c.kind == kind, c.counterpart != "")
    )
    return [(row.source_id, row.counterpart, Action(row.action)) for row in rows]


async def load_rejected(uow: UnitOfWork, run_id: UUID, kind: Kind) -> set[str]:
    """The source ids of a kind that a rule turned away."""
    c = plan_item.c
    rows = await uow.connection.execute(sa.select(c.source_id).where(c.run_id == run_id, c.kind == kind, c.action == Action.REJECT))
    return {row.source_id for row in rows}


async def decide(uow: UnitOfWork, key: RecordKey, verdict: Verdict, *, by: str, note: str = "") -> UUID:
    """Keep what a person said of a record that waits; it takes effect when the merge runs again."""
    decision_id = new_id()
    platform, kind, source_id = key
    await uow.connection.execute(
        sa.insert(decision).values(
            decision_id=decision_id, platform=platform, kind=kind, source_id=source_id, verdict=verdict, decided_by=by, note=note,
            decided_at=uow.clock.now(),
        )
    )  # fmt: skip
    return decision_id


async def undo_decision(uow: UnitOfWork, decision_id: UUID) -> bool:
    """Take a decision back; False where it was taken back before or does not exist."""
    done = await uow.connection.execute(
        sa.update(decision).where(decision.c.decision_id == decision_id, decision.c.undone_at.is_(None)).values(undone_at=uow.clock.now())
    )
    return done.rowcount == 1


def _item(row: sa.RowMapping) -> PlanItem:
    # The driver's column names are a subclass of str, which msgspec refuses as keys.
    return msgspec.convert({name: row[name] for name in PlanItem.__struct_fields__}, PlanItem)
