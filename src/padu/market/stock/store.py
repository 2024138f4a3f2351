"""Load shelves for update and save them with their journal; no decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select

from padu.market.catalog.types import VariantId
from padu.market.sellers.types import ShopId, WarehouseId
from padu.market.stock.tables import stock_entry
from padu.market.stock.types import EntryId, Folded, JournalEntry, Shelf, StockDisagreement, StockLevel, StockMovement, StockReason
from padu.platform.unit_of_work import UnitOfWork

_STANDING_SHELVES = """
    select shop_id, variant_id, warehouse_id
    from market.stock
    where shop_id = any(%s::uuid[]) and variant_id = any(%s::uuid[])
"""

_LOCK_SHELVES = """
    select shop_id, variant_id, warehouse_id, on_hand, entries
    from market.stock
    where shop_id = %s and variant_id = any(%s::uuid[])
    order by variant_id, warehouse_id
    for update
"""

_JOURNALED = """
    select shop_id, entry_id, variant_id, warehouse_id, delta, reason, reference, at
    from market.stock_entry
    where shop_id = any(%s::uuid[]) and entry_id = any(%s::uuid[])
"""

# Served by the index on references of placed orders.
_TAKEN = """
    select entry_id, variant_id, warehouse_id, delta, reference
    from market.stock_entry
    where shop_id = %s and reference = any(%s::text[]) and reason = 'order_placed'
"""

_ADD_ENTRIES = """
    insert into market.stock_entry
        (shop_id, entry_id, variant_id, warehouse_id, number, delta, balance_after, reason, reference, at)
    select shop_id, entry_id, variant_id, warehouse_id, number, delta, balance_after, reason, reference, at
    from json_to_recordset(%s::json) as r (
        shop_id uuid, entry_id uuid, variant_id uuid, warehouse_id uuid, number integer, delta bigint, balance_after bigint,
        reason text, reference text, at timestamptz)
"""

_OPEN_SHELVES = """
    insert into market.stock (shop_id, variant_id, warehouse_id, on_hand, entries)
    select shop_id, variant_id, warehouse_id, on_hand, entries
    from json_to_recordset(%s::json) as r (shop_id uuid, variant_id uuid, warehouse_id uuid, on_hand bigint, entries integer)
    order by shop_id, variant_id, warehouse_id
    on conflict (shop_id, variant_id, warehouse_id) do nothing
"""

# An insert that always meets its row: the same statement on one machine and on many, where an update from a list is not.
_SET_LEVELS = """
    insert into market.stock (shop_id, variant_id, warehouse_id, on_hand, entries)
    select shop_id, variant_id, warehouse_id, on_hand, entries
    from json_to_recordset(%s::json) as r (shop_id uuid, variant_id uuid, warehouse_id uuid, on_hand bigint, entries integer)
    order by shop_id, variant_id, warehouse_id
    on conflict (shop_id, variant_id, warehouse_id) do update set on_hand = excluded.on_hand, entries = excluded.entries
"""

_DISAGREEING = """
    with step as (
        select shop_id, variant_id, warehouse_id, delta, balance_after, number,
            sum(delta) over shelf as running, row_number() over shelf as nth
        from market.stock_entry
        window shelf as (partition by shop_id, variant_id, warehouse_id order by number)
    ),
    journal as (
        select shop_id, variant_id, warehouse_id, sum(delta)::bigint as explained, count(*)::integer as journaled,
            bool_and(balance_after = running and number = nth) as chained
        from step
        group by shop_id, variant_id, warehouse_id
    )
    select stock.shop_id, stock.variant_id, stock.warehouse_id, stock.on_hand, coalesce(journal.explained, 0), stock.entries,
        coalesce(journal.journaled, 0), coalesce(journal.chained, true)
    from market.stock
    left join journal
        on journal.shop_id = stock.shop_id and journal.variant_id = stock.variant_id and journal.warehouse_id = stock.warehouse_id
    where stock.on_hand <> coalesce(journal.explained, 0) or stock.entries <> coalesce(journal.journaled, 0) or not journal.chained
    order by stock.shop_id, stock.variant_id, stock.warehouse_id
"""


async def standing_shelves(uow: UnitOfWork, shelves: Iterable[Shelf]) -> set[Shelf]:
    """Which of these shelves have a row. A shelf that has one keeps it."""
    asked = set(shelves)
    cursor = await (await uow.driver()).execute(_STANDING_SHELVES, [list({shelf[0] for shelf in asked}), [shelf[1] for shelf in asked]])
    return {(ShopId(row[0]), VariantId(row[1]), WarehouseId(row[2])) for row in await cursor.fetchall()} & asked


async def lock_shelves(uow: UnitOfWork, shelves: Iterable[Shelf]) -> dict[Shelf, StockLevel]:
    """Lock the shelves of these variants until the transaction ends, in id order; returns their levels."""
    by_shop: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for shop_id, variant_id, _ in shelves:
        by_shop[shop_id].add(variant_id)
    driver = await uow.driver()
    # One statement a shop, so that rows are locked with the key bound; in pipeline mode they travel together.
    async with driver.pipeline():
        answers = [await driver.execute(_LOCK_SHELVES, [shop_id, sorted(by_shop[shop_id])]) for shop_id in sorted(by_shop)]
    names = StockLevel.__struct_fields__
    levels = [
        msgspec.convert(dict(zip(names, row, strict=True)), StockLevel, strict=True)
        for cursor in answers
        for row in await cursor.fetchall()
    ]
    return {(level.shop_id, level.variant_id, level.warehouse_id): level for level in levels}


async def journaled(uow: UnitOfWork, movements: Sequence[StockMovement]) -> dict[tuple[object, EntryId], StockMovement]:
    """The recorded movements among those with these ids, by (shop, entry)."""
    values = [list({movement.shop_id for movement in movements}), [movement.entry_id for movement in movements]]
    cursor = await (await uow.driver()).execute(_JOURNALED, values)
    return {
        (row[0], EntryId(row[1])): StockMovement(
            shop_id=ShopId(row[0]),
            entry_id=EntryId(row[1]),
            variant_id=VariantId(row[2]),
            warehouse_id=WarehouseId(row[3]),
            delta=row[4],
            reason=StockReason(row[5]),
            reference=row[6],
            at=row[7],
        )
        for row in await cursor.fetchall()
    }


async def taken_for(uow: UnitOfWork, shop_id: ShopId, references: Sequence[str]) -> list[tuple[EntryId, VariantId, WarehouseId, int, str]]:
    """What was taken from which shelf for these orders: (entry, variant, warehouse, delta, reference)."""
    cursor = await (await uow.driver()).execute(_TAKEN, [shop_id, list(references)])
    return [(EntryId(row[0]), VariantId(row[1]), WarehouseId(row[2]), row[3], row[4]) for row in await cursor.fetchall()]


async def save(uow: UnitOfWork, folded: Folded, locked: Container[Shelf]) -> bool:
    """Set the levels, of shelves that were locked or are new, and append the entries that explain them.

    False, and to be undone, where somebody else has opened one of the new shelves meanwhile.
    """
    driver = await uow.driver()
    standing = [level for level in folded.levels if (level.shop_id, level.variant_id, level.warehouse_id) in locked]
    new = [level for level in folded.levels if (level.shop_id, level.variant_id, level.warehouse_id) not in locked]
    if new:
        cursor = await driver.execute(_OPEN_SHELVES, [msgspec.json.encode(new).decode()])
        if cursor.rowcount < len(new):
            return False
    if standing:
        await driver.execute(_SET_LEVELS, [msgspec.json.encode(standing).decode()])
    rows = [
        {**msgspec.structs.asdict(entry.movement), "number": entry.number, "balance_after": entry.balance_after} for entry in folded.entries
    ]
    await driver.execute(_ADD_ENTRIES, [msgspec.json.encode(rows).decode()])
    return True


async def journal_of(uow: UnitOfWork, shop_id: ShopId, variant_id: VariantId) -> list[JournalEntry]:
    """The entries of one variant, warehouse by warehouse, first to last."""
    found = await uow.connection.execute(
        select(stock_entry)
        .where(stock_entry.c.shop_id == shop_id, stock_entry.c.variant_id == variant_id)
        .order_by(stock_entry.c.warehouse_id, stock_entry.c.number)
    )
    return [
        JournalEntry(
            movement=StockMovement(
                shop_id=row.shop_id,
                entry_id=row.entry_id,
                variant_id=row.variant_id,
                warehouse_id=row.warehouse_id,
                delta=row.delta,
                reason=StockReason(row.reason),
                reference=row.reference,
                at=row.at,
            ),
            number=row.number,
            balance_after=row.balance_after,
        )
        for row in found
    ]


async def disagreeing(uow: UnitOfWork) -> list[StockDisagreement]:
    """Every shelf whose level the journal, recomputed from its first entry, does not give."""
    cursor = await (await uow.driver()).execute(_DISAGREEING)
    return [
        msgspec.convert(dict(zip(StockDisagreement.__struct_fields__, row, strict=True)), StockDisagreement)
        for row in await cursor.fetchall()
    ]
