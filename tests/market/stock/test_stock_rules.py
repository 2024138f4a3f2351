from __future__ import annotations

import datetime as dt
from collections import defaultdict
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.market.catalog import VariantId
from padu.market.sellers import ShopId, WarehouseId
from padu.market.stock import EntryId, StockError, StockLevel, StockMovement, StockReason, rules

AT = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
small_ids = st.integers(1, 3).map(lambda n: UUID(int=n))


def movement(entry: int, delta: int, *, variant: int = 1, reason: StockReason = StockReason.OPENING) -> StockMovement:
    return StockMovement(
        shop_id=ShopId(UUID(int=1)),
        entry_id=EntryId(UUID(int=entry)),
        variant_id=VariantId(UUID(int=variant)),
        warehouse_id=WarehouseId(UUID(int=1)),
        delta=delta,
        reason=reason,
        at=AT,
    )


movements = st.lists(
    st.builds(
        StockMovement,
        shop_id=small_ids.map(ShopId),
        entry_id=st.uuids().map(EntryId),
        variant_id=small_ids.map(VariantId),
        warehouse_id=small_ids.map(WarehouseId),
        delta=st.integers(-5, 20),
        reason=st.just(StockReason.OPENING),
        at=st.just(AT),
        reference=st.text(max_size=5),
    ),
    max_size=40,
    unique_by=lambda move: move.entry_id,
)


@given(movements)
def test_folding_either_explains_every_unit_or_refuses_the_first_shortage(moves: list[StockMovement]) -> None:
    running: defaultdict[object, int] = defaultdict(int)
    short = False
    for move in moves:
        running[move.shelf] += move.delta
        short = short or running[move.shelf] < 0
    if short:
        with pytest.raises(StockError) as caught:
            rules.fold(moves, {}, {})
        assert caught.value.code == "stock.negative"
        return
    folded = rules.fold(moves, {}, {})
    assert [entry.movement for entry in folded.entries] == moves
    assert {(x.shop_id, x.variant_id, x.warehouse_id): x.on_hand for x in folded.levels} == dict(running)
    chains: defaultdict[object, list[tuple[int, int, int]]] = defaultdict(list)
    for entry in folded.entries:
        chains[entry.movement.shelf].append((entry.number, entry.movement.delta, entry.balance_after))
    for chain in chains.values():
        assert [number for number, _, _ in chain] == list(range(1, len(chain) + 1))
        assert all(after == sum(delta for _, delta, _ in chain[: n + 1]) for n, (_, _, after) in enumerate(chain))


@given(movements, st.data())
def test_folding_in_two_batches_is_folding_in_one(moves: list[StockMovement], data: st.DataObject) -> None:
    moves = [msgspec.structs.replace(move, delta=abs(move.delta)) for move in moves]
    cut = data.draw(st.integers(0, len(moves)))
    whole = rules.fold(moves, {}, {})
    first = rules.fold(moves[:cut], {}, {})
    levels = {(x.shop_id, x.variant_id, x.warehouse_id): x for x in first.levels}
    journaled = {(move.shop_id, move.entry_id): move for move in moves[:cut]}
    second = rules.fold(moves, levels, journaled)
    assert (*first.entries, *second.entries) == whole.entries


def test_a_repeated_movement_changes_nothing() -> None:
    once = movement(1, 5)
    later = msgspec.structs.replace(once, reference="again", at=AT + dt.timedelta(days=1))
    assert len(rules.fold([once, later], {}, {}).entries) == 1
    assert len(rules.fold([once, once], {}, {}).entries) == 1
    assert rules.fold([later], {}, {(once.shop_id, once.entry_id): once}).entries == ()


@pytest.mark.parametrize("other", [movement(1, 6), movement(1, 5, variant=2)])
def test_an_id_of_another_movement_is_refused(other: StockMovement) -> None:
    with pytest.raises(StockError) as caught:
        rules.fold([movement(1, 5), other], {}, {})
    assert caught.value.code == "stock.entry_differs"


def test_a_shortage_names_shop_variant_and_units() -> None:
    level = StockLevel(
        shop_id=ShopId(UUID(int=1)), variant_id=VariantId(UUID(int=1)), warehouse_id=WarehouseId(UUID(int=1)), on_hand=3, entries=1
    )
    shelf = (level.shop_id, level.variant_id, level.warehouse_id)
    with pytest.raises(StockError) as caught:
        rules.fold([movement(9, -4, reason=StockReason.IMPORT_ADJUSTMENT)], {shelf: level}, {})
    assert caught.value.what == "4 units would leave where 3 are on hand"
    assert caught.value.where == f"shop {level.shop_id}, variant {level.variant_id}, warehouse {level.warehouse_id}"


def test_only_an_opening_may_move_nothing() -> None:
    assert rules.fold([movement(1, 0)], {}, {}).entries[0].balance_after == 0
    with pytest.raises(StockError) as caught:
        rules.fold([movement(1, 0, reason=StockReason.SAME_SHELF_CORRECTION)], {}, {})
    assert caught.value.code == "stock.no_movement"


@given(movements)
def test_units_of_movements_are_their_sum(moves: list[StockMovement]) -> None:
    assert rules.units_of(moves) == sum(move.delta for move in moves)
