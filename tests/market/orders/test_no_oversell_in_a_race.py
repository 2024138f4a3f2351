"""Four hundred buyers at once: exactly what is there is sold, every unit is explained, and nobody fails for another reason."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tests.market.trading import DEADLINES, line, order, shelve, wish

from padu.kernel.clock import SystemClock
from padu.market import ledger, orders, payments, stock
from padu.market.payments import PaymentFacts, PaymentReport, PaymentState
from padu.market.payments.commands.advance_payment import advance_payment
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import Database, open_database

pytestmark = pytest.mark.anyio

BUYERS, AT_ONCE, UNITS = 400, 64, 50


@pytest.fixture
async def database(committed_market: Any) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, SystemClock(), pool_size=AT_ONCE)
    yield opened
    await opened.close()


async def all_at_once(database: Database, wishes: list[orders.WantedPurchase]) -> list[orders.PlacedPurchase]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def buy(wanted: orders.WantedPurchase) -> orders.PlacedPurchase:
        async with gate, database.unit_of_work() as uow:
            (placed,) = await orders.place_purchases(uow, [wanted], DEADLINES)
            return placed

    return await asyncio.gather(*(buy(wanted) for wanted in wishes))


async def pay_all(database: Database, placed: list[orders.PlacedPurchase]) -> None:
    async with database.unit_of_work() as uow:
        for each in placed:
            if each.payment_id is not None:
                paid = PaymentFacts(PaymentState.PAID)
                report = PaymentReport(
                    order_id=str(each.payment_id), transaction_id="t", amount=each.total, facts=paid, status="settlement"
                )
                await advance_payment(uow, each.payment_id, report)
    while await react_once(database, orders.reactions()[0]):
        pass


async def test_fifty_units_make_fifty_sales(database: Database, build_market: Callable[..., Awaitable[Any]]) -> None:
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
        await shelve(uow, small, UNITS)
    placed = await all_at_once(database, [wish(order(small)) for _ in range(BUYERS)])
    assert Counter(len(each.order_ids) for each in placed) == {1: UNITS, 0: BUYERS - UNITS}
    assert {short.outcome for each in placed for short in each.shortfalls} == {"short"}
    await pay_all(database, placed)
    async with database.unit_of_work() as uow:
        assert await stock.units_on_hand(uow, {(small.shop_id, small.variants[0])}) == {(small.shop_id, small.variants[0]): 0}
        assert await stock.verify_stock(uow) == []
        verdict = await ledger.verify_ledger(uow)
        assert (verdict.postings, verdict.imbalance.rupiah, verdict.disagreements) == (UNITS, 0, ())
        assert (await ledger.balances(uow, small.shop_id))[ledger.Account.BUYER_ESCROW].rupiah == -UNITS * 55_000


async def test_baskets_over_several_shops_never_wait_in_a_ring(database: Database, build_market: Callable[..., Awaitable[Any]]) -> None:
    chance = random.Random(7)  # noqa: S311 - a repeatable crowd, no secret
    async with database.unit_of_work() as uow:
        shops = [await build_market(uow, f"Toko {number}") for number in range(4)]
        for shop in shops:
            await shelve(uow, shop, UNITS, UNITS)
    wishes = [
        wish(*(order(shop, line(shop, 0), line(shop, 1, 2)) for shop in chance.sample(shops, chance.randrange(1, 4)))) for _ in range(200)
    ]
    placed = await all_at_once(database, wishes)
    again = await all_at_once(database, wishes)
    assert again == placed
    async with database.unit_of_work() as uow:
        assert await stock.verify_stock(uow) == []
        # Of the second variant each order takes two, so it runs out first.
        left = await stock.units_on_hand(uow, {(shop.shop_id, variant) for shop in shops for variant in shop.variants})
    sold = Counter(
        each.shop_id
        for wanted, done in zip(wishes, placed, strict=True)
        for each in wanted.orders
        if each.shop_id not in {short.shop_id for short in done.shortfalls}
    )
    asked = Counter(each.shop_id for wanted in wishes for each in wanted.orders)
    for shop in shops:
        assert sold[shop.shop_id] == min(asked[shop.shop_id], UNITS // 2)
        assert [left[shop.shop_id, variant] for variant in shop.variants] == [UNITS - sold[shop.shop_id], UNITS - 2 * sold[shop.shop_id]]


async def test_one_form_sent_many_times_at_once_is_one_purchase(database: Database, build_market: Callable[..., Awaitable[Any]]) -> None:
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
        await shelve(uow, small, UNITS)
    placed = await all_at_once(database, [wish(order(small))] * 16)
    assert all(each == placed[0] for each in placed)
    async with database.unit_of_work() as uow:
        assert await stock.units_on_hand(uow, {(small.shop_id, small.variants[0])}) == {(small.shop_id, small.variants[0]): UNITS - 1}
        assert await payments.refunds_by_hand(uow) == ()
