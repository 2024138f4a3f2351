# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import stock
from padu.market.catalog import VariantId
from padu.market.sellers import WarehouseId
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]


def move(small: Any, clock: FixedClock, delta: int, **facts: Any) -> stock.StockMovement:
    values: dict[str, Any] = {
        "shop_id": small.shop_id,
        "entry_id": stock.EntryId(new_id()),
        "variant_id": small.variants[0],
        "warehouse_id": small.warehouse_id,
        "delta": delta,
        "reason": stock.StockReason.OPENING,
        "reference": "test",
        "at": clock.now(),
    }
    return stock.StockMovement(**(values | facts))


async def test_units_come_and_go_and_the_journal_says_why(market: UnitOfWork, clock: FixedClock, small: Any) -> None:
    correction = stock.StockReason.SAME_SHELF_CORRECTION
    moves = [
        move(small, clock, 10),
        move(small, clock, 7, variant_id=small.variants[1]),
        move(small, clock, -4, reason=correction, reference="rule"),
        move(small, clock, -6, reason=correction),
    ]
    entries = await stock.record_movements(market, moves)
    assert [(e.movement, e.number, e.balance_after) for e in entries] == list(zip(moves, [1, 1, 2, 3], [10, 7, 6, 0], strict=True))
    explained = await stock.explain_units(market, small.shop_id, small.variants[0])
    assert explained == [entry for entry in entries if entry.movement.variant_id == small.variants[0]]
    both = {(small.shop_id, variant) for variant in small.variants}
    assert await stock.units_on_hand(market, both) == {(small.shop_id, small.variants[0]): 0, (small.shop_id, small.variants[1]): 7}
    assert await stock.sum_movements(market, "test") == 11
    assert await stock.sum_movements(market, "rule") == -4
    assert await stock.verify_stock(market) == []


async def test_recording_twice_records_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    moves = [move(small, clock, 10), move(small, clock, -3)]
    assert len(await stock.record_movements(market, moves)) == 2
    more = move(small, clock, 5)
    again = await stock.record_movements(market, [*moves, more, more])
    assert [(e.movement.entry_id, e.number, e.balance_after) for e in again] == [(more.entry_id, 3, 12)]
    assert await stock.record_movements(market, [*moves, more]) == ()
    assert (await rows_in(market, "stock"), await rows_in(market, "stock_entry")) == (1, 3)
    assert await stock.verify_stock(market) == []


async def test_a_shortage_writes_nothing_of_its_batch(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    await stock.record_movements(market, [move(small, clock, 2)])
    batch = [move(small, clock, 9, variant_id=small.variants[1]), move(small, clock, -3)]
    with pytest.raises(stock.StockError) as caught:
        await stock.record_movements(market, batch)
    assert caught.value.code == "stock.negative"
    assert str(small.shop_id) in caught.value.where
    assert str(small.variants[0]) in caught.value.where
    assert (await rows_in(market, "stock"), await rows_in(market, "stock_entry")) == (1, 1)
    assert await stock.units_on_hand(market, {(small.shop_id, small.variants[0])}) == {(small.shop_id, small.variants[0]): 2}


@pytest.mark.parametrize("facts", [{"variant_id": VariantId(new_id())}, {"warehouse_id": WarehouseId(new_id())}])
async def test_an_unknown_shelf_is_refused_and_the_work_goes_on(
    market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn, facts: dict[str, Any]
) -> None:
    with pytest.raises(stock.StockError) as caught:
        await stock.record_movements(market, [move(small, clock, 1), move(small, clock, 1, **facts)])
    assert caught.value.code == "stock.unknown_shelf"
    assert (await rows_in(market, "stock"), await rows_in(market, "stock_entry")) == (0, 0)
    assert len(await stock.record_movements(market, [move(small, clock, 1)])) == 1


async def test_verification_finds_what_the_journal_does_not_explain(
    committed_market: Any, clock: FixedClock, build_market: Callable[..., Awaitable[Any]]
) -> None:
    database = open_database(committed_market.app_url, clock)
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
        await stock.record_movements(
            uow, [move(small, clock, 5), move(small, clock, 8, variant_id=small.variants[1]), move(small, clock, 1)]
        )
    with psycopg.connect(committed_market.owner_url) as owner:
        owner.execute("update market.stock set on_hand = 9 where variant_id = %s", [small.variants[0]])
        owner.execute("update market.stock_entry set balance_after = 7 where variant_id = %s", [small.variants[1]])
    async with database.unit_of_work() as uow:
        found = {d.variant_id: d for d in await stock.verify_stock(uow)}
    await database.close()
    first, second = (found[variant] for variant in small.variants)
    assert (first.on_hand, first.explained, first.entries, first.journaled, first.chained) == (9, 6, 2, 2, True)
    assert (second.on_hand, second.explained, second.entries, second.journaled, second.chained) == (8, 8, 1, 1, False)


async def test_concurrent_movements_of_one_shelf_all_count(
    committed_market: Any, clock: FixedClock, build_market: Callable[..., Awaitable[Any]]
) -> None:
    database = open_database(committed_market.app_url, clock, pool_size=4)
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
    shared = move(small, clock, 100)

    async def work() -> None:
        for _ in range(5):
            async with database.unit_of_work() as uow:
                batch = [shared, move(small, clock, 2), move(small, clock, 1, variant_id=small.variants[1]), move(small, clock, -1)]
                await stock.record_movements(uow, batch)

    await asyncio.gather(*(work() for _ in range(4)))
    async with database.unit_of_work() as uow:
        units = await stock.units_on_hand(uow, {(small.shop_id, variant) for variant in small.variants})
        assert [units[small.shop_id, variant] for variant in small.variants] == [100 + 20, 20]
        assert len(await stock.explain_units(uow, small.shop_id, small.variants[0])) == 41
        assert await stock.verify_stock(uow) == []
    await database.close()


async def test_a_shelf_opened_at_once_from_all_sides_is_opened_once(
    committed_market: Any, clock: FixedClock, build_market: Callable[..., Awaitable[Any]]
) -> None:
    database = open_database(committed_market.app_url, clock, pool_size=6)
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
    shared = move(small, clock, 50)

    async def work(delta: int) -> None:
        async with database.unit_of_work() as uow:
            await stock.record_movements(uow, [move(small, clock, delta), shared])

    await asyncio.gather(*(work(delta) for delta in (1, 2, 3, 4, 5, 6)))
    async with database.unit_of_work() as uow:
        assert await stock.units_on_hand(uow, {(small.shop_id, small.variants[0])}) == {(small.shop_id, small.variants[0]): 71}
        assert len(await stock.explain_units(uow, small.shop_id, small.variants[0])) == 7
        assert await stock.verify_stock(uow) == []
    await database.close()
