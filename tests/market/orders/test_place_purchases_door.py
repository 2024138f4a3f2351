"""Placing: whole or not at all, once, in the order of arrival, and every unit explained."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pytest
from tests.market.trading import HOME, JNE, line, open_warehouse, order, place, shelve, status_of, units, wish

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart, ledger, orders, stock
from padu.market.orders import OrderError
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio


async def test_what_is_there_is_set_aside_and_the_journal_says_why(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5, 2)
    wanted = wish(order(small, line(small, 0, 2), line(small, 1, 1)))
    (placed,) = await place(market, wanted)
    assert placed.total == Money(2 * 45_000 + 47_500 + 10_000)
    assert not placed.shortfalls
    assert await units(market, small) == [3, 1]
    assert await status_of(market, placed.order_ids[0]) == "awaiting_payment"
    last = (await stock.explain_units(market, small.shop_id, small.variants[0]))[-1]
    assert (last.movement.delta, last.balance_after, last.movement.reference) == (-2, 3, f"order:{placed.order_ids[0]}")
    assert await stock.verify_stock(market) == []
    assert await ledger.balances(market, small.shop_id) == {}


async def test_nothing_of_an_order_is_placed_where_one_line_is_short(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5, 2)
    (placed,) = await place(market, wish(order(small, line(small, 0, 2), line(small, 1, 3))))
    assert (placed.payment_id, placed.order_ids) == (None, ())
    (short,) = placed.shortfalls
    assert (short.outcome, short.variant_id, short.wanted, short.units_left) == ("short", small.variants[1], 3, 2)
    assert await units(market, small) == [5, 2]


async def test_one_shop_short_leaves_the_other_standing(market: UnitOfWork, small: Any, build_market: Any) -> None:
    other = await build_market(market, "Toko Lain")
    await shelve(market, small, 1)
    (placed,) = await place(market, wish(order(small), order(other)))
    assert len(placed.order_ids) == 1
    assert placed.total == Money(55_000)
    assert [(each.shop_id, each.outcome, each.units_left) for each in placed.shortfalls] == [(other.shop_id, "short", 0)]


async def test_a_doubled_click_is_one_purchase(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5)
    wanted = wish(order(small))
    first, beside = await place(market, wanted, wanted)
    (again,) = await place(market, wanted)
    assert first == beside == again
    assert await units(market, small) == [4, 0]


async def test_a_price_that_changed_is_not_taken_for_the_old_one(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5)
    (placed,) = await place(market, wish(order(small, line(small, price=Money(1)))))
    (short,) = placed.shortfalls
    assert (short.outcome, short.price) == ("repriced", Money(45_000))
    assert await units(market, small) == [5, 0]


async def test_what_is_not_sold_any_more_is_gone(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5)
    await (await market.driver()).execute("update market.listing set status = 'inactive'")
    (placed,) = await place(market, wish(order(small)))
    assert [short.outcome for short in placed.shortfalls] == ["gone"]


async def test_units_are_taken_from_several_shelves(market: UnitOfWork, small: Any) -> None:
    second = await open_warehouse(market, small)
    await shelve(market, small, 3)
    await shelve(market, small, 4, warehouse=second)
    one, two = await place(market, wish(order(small, line(small, 0, 5))), wish(order(small, line(small, 0, 2))))
    assert len(one.order_ids) == len(two.order_ids) == 1
    assert await units(market, small) == [0, 0]
    assert await stock.verify_stock(market) == []


async def test_the_first_to_come_are_served_and_the_small_after_the_great(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 4)
    wishes = [wish(order(small, line(small, 0, count))) for count in (3, 2, 9, 1, 1)]
    placed = await place(market, *wishes)
    assert [bool(each.order_ids) for each in placed] == [True, False, False, True, False]
    assert await units(market, small) == [0, 0]


@pytest.mark.parametrize("seed", range(6))
async def test_a_batch_decides_as_one_by_one_would(market: UnitOfWork, small: Any, build_market: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable test, no secret
    other = await build_market(market, "Toko Lain")
    left = defaultdict(int, {variant: chance.randrange(12) for shop in (small, other) for variant in shop.variants})
    for shop in (small, other):
        await shelve(market, shop, *(left[variant] for variant in shop.variants))
    wishes: list[orders.WantedPurchase] = []
    expected: list[set[Any]] = []
    for _ in range(25):
        wanted = [
            order(shop, *(line(shop, nth, chance.randrange(1, 4)) for nth in chance.sample((0, 1), chance.choice((1, 2)))))
            for shop in chance.sample((small, other), chance.choice((1, 2)))
        ]
        wishes.append(wish(*wanted))
        fits = {each.shop_id for each in wanted if all(left[one.variant_id] >= one.quantity for one in each.lines)}
        for each in wanted:
            if each.shop_id in fits:
                for one in each.lines:
                    left[one.variant_id] -= one.quantity
        expected.append(fits)
    placed = await place(market, *wishes)
    found = [
        {each.shop_id for each in one.orders} - {short.shop_id for short in done.shortfalls}
        for one, done in zip(wishes, placed, strict=True)
    ]
    assert found == expected
    assert [len(done.order_ids) for done in placed] == [len(fits) for fits in expected]
    assert [*await units(market, small), *await units(market, other)] == [left[v] for shop in (small, other) for v in shop.variants]
    assert await stock.verify_stock(market) == []


async def test_what_was_ordered_leaves_the_basket_and_the_rest_stays(market: UnitOfWork, small: Any, build_market: Any) -> None:
    other = await build_market(market, "Toko Lain")
    await shelve(market, small, 1)
    buyer = new_id()
    for shop in (small, other):
        await cart.put_in(market, buyer, shop.shop_id, shop.variants[0])
    await place(market, wish(order(small), order(other), buyer_id=buyer))
    assert [shop.shop_id for shop in (await cart.read_cart(market, buyer)).shops] == [other.shop_id]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("order.empty", {"orders": ()}),
        ("order.quantity", {"quantity": 0}),
        ("order.amount", {"price": Money(-1)}),
    ],
)
async def test_what_cannot_be_ordered_is_refused(market: UnitOfWork, small: Any, code: str, change: dict[str, Any]) -> None:
    wanted = wish(**change) if "orders" in change else wish(order(small, line(small, **change)))
    with pytest.raises(OrderError) as refused:
        await place(market, wanted)
    assert refused.value.code == code


async def test_the_address_is_kept_with_the_order(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5)
    (placed,) = await place(market, wish(order(small, courier=JNE)))
    cursor = await (await market.driver()).execute("select recipient, postal_code from market.order_destination")
    assert await cursor.fetchall() == [(HOME.recipient, HOME.postal_code)]
    assert len(placed.order_ids) == 1
