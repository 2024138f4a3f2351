"""Move units and journal why, in one step."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from psycopg.errors import ForeignKeyViolation

from padu.market.stock import rules, store
from padu.market.stock.types import JournalEntry, Shelf, StockError, StockMovement
from padu.platform.unit_of_work import UnitOfWork


async def record_movements(uow: UnitOfWork, movements: Sequence[StockMovement]) -> tuple[JournalEntry, ...]:
    """Record movements in the order given; returns the entries that were really written.

    A movement that is journaled already changes nothing. Raises `StockError`, with nothing of the batch written, where units
    on hand would fall below zero, where an entry's id belongs to another movement, or where variant or warehouse do not exist.
    """
    if not movements:
        return ()
    journaled = await store.journaled(uow, movements)
    # What is journaled stays journaled, so that repeating a batch locks nothing.
    shelves = {movement.shelf for movement in movements if (movement.shop_id, movement.entry_id) not in journaled}
    if not shelves:
        return rules.fold(movements, {}, journaled).entries
    try:
        while (entries := await _try(uow, movements, shelves, journaled)) is None:
            # Somebody opened one of the shelves in between: now it stands, and can be locked.
            pass
    except ForeignKeyViolation as error:
        raise StockError(
            "stock.unknown_shelf",
            "a movement names a variant or a warehouse that its shop does not have",
            where=error.diag.message_detail or "",
            todo="publish the variant and open the warehouse first",
        ) from error
    return entries


async def _try(
    uow: UnitOfWork, movements: Sequence[StockMovement], shelves: Collection[Shelf], journaled: dict[rules.EntryKey, StockMovement]
) -> tuple[JournalEntry, ...] | None:
    """Record the movements, or None with nothing written where a shelf that was not there has appeared."""
    savepoint = await uow.connection.begin_nested()
    try:
        levels = await store.lock_shelves(uow, await store.standing_shelves(uow, shelves))
        if levels:
            # Read again after locking: whoever recorded the same entry at the same time has committed by now.
            journaled = await store.journaled(uow, movements)
        folded = rules.fold(movements, levels, journaled)
        saved = not folded.entries or await store.save(uow, folded, levels)
    except BaseException:
        await savepoint.rollback()
        raise
    await (savepoint.commit() if saved else savepoint.rollback())
    return folded.entries if saved else None
