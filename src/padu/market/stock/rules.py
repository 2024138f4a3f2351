"""What movements make of shelves; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from padu.market.stock.types import EntryId, Folded, JournalEntry, Shelf, StockError, StockLevel, StockMovement, StockReason

EntryKey = tuple[object, EntryId]


def fold(movements: Sequence[StockMovement], levels: Mapping[Shelf, StockLevel], journaled: Mapping[EntryKey, StockMovement]) -> Folded:
    """Apply movements in the order given to the levels they found.

    `journaled` holds the movements that are recorded already, by (shop, entry): they change nothing again. Raises `StockError`
    where a movement would leave less than nothing, moves nothing without opening a shelf, or takes the id of another movement.
    """
    seen = dict(journaled)
    moved: dict[Shelf, StockLevel] = {}
    entries: list[JournalEntry] = []
    for movement in movements:
        if known := seen.get((movement.shop_id, movement.entry_id)):
            _check_same(known, movement)
            continue
        seen[movement.shop_id, movement.entry_id] = movement
        after = _move(moved.get(movement.shelf) or levels.get(movement.shelf), movement)
        moved[movement.shelf] = after
        entries.append(JournalEntry(movement=movement, number=after.entries, balance_after=after.on_hand))
    return Folded(entries=tuple(entries), levels=tuple(moved.values()))


def units_of(movements: Iterable[StockMovement]) -> int:
    """All units that movements bring, less those they take."""
    return sum(movement.delta for movement in movements)


def _move(before: StockLevel | None, movement: StockMovement) -> StockLevel:
    if movement.delta == 0 and movement.reason is not StockReason.OPENING:
        raise StockError(
            "stock.no_movement",
            f"entry {movement.entry_id} moves no units and opens no shelf",
            where=_place(movement),
            todo="leave it out",
        )
    units, entries = (before.on_hand, before.entries) if before else (0, 0)
    on_hand = units + movement.delta
    if on_hand < 0:
        raise StockError(
            "stock.negative",
            f"{-movement.delta} units would leave where {units} are on hand",
            where=_place(movement),
            todo="take no more than is there, or record first what came",
        )
    return StockLevel(
        shop_id=movement.shop_id,
        variant_id=movement.variant_id,
        warehouse_id=movement.warehouse_id,
        on_hand=on_hand,
        entries=entries + 1,
    )


def _check_same(known: StockMovement, movement: StockMovement) -> None:
    """A repeated entry may carry another reference or time; it may not move other units or another shelf."""
    if known.shelf != movement.shelf or known.delta != movement.delta:
        raise StockError(
            "stock.entry_differs",
            f"entry {movement.entry_id} is journaled with {known.delta} units of variant {known.variant_id} in warehouse "
            f"{known.warehouse_id}, and now says {movement.delta}",
            where=_place(movement),
            todo="give another movement an id of its own",
        )


def _place(movement: StockMovement) -> str:
    return f"shop {movement.shop_id}, variant {movement.variant_id}, warehouse {movement.warehouse_id}"
