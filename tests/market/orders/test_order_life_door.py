"""Orders on their way: each step with its money, its units, its mover; whatever happens in whatever order, the books agree."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.market.trading import JNE, SELLER, line, order, place, shelve, status_of, told_payment, units, wish

from padu.events.market import OrderMoved, RefundSent, SaleCompleted
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import ZERO, Money
from padu.market import ledger, orders, stock
from padu.market.ledger import Account
from padu.market.orders import ActorKind, Credit, Mover, OrderError, OrderKey, OrderStatus
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio

GOODS, TOTAL = Money(45_000), Money(55_000)
PLATFORM = Money(45_000 * 650 // 10_000)


async def one_order(market: UnitOfWork, small: Any, **changes: Any) -> tuple[orders.WantedPurchase, orders.PlacedPurchase, OrderKey]:
    await shelve(market, small, 5)
    wanted = wish(order(small, line(small, **changes)))
    (placed,) = await place(market, wanted)
    return wanted, placed, OrderKey(small.shop_id, placed.order_ids[0])


async def balance(uow: UnitOfWork, shop_id: Any) -> dict[Account, Money]:
    return {account: ledger.on_normal_side(account, amount) for account, amount in (await ledger.balances(uow, shop_id)).items() if amount}


async def test_the_whole_way_to_the_shop_being_paid(market: UnitOfWork, small: Any) -> None:
    wanted, placed, key = await one_order(market, small)
    await told_payment(market, wanted, placed)
    assert await balance(market, small.shop_id) == {Account.GATEWAY_CLEARING: TOTAL, Account.BUYER_ESCROW: TOTAL}
    await orders.pack_order(market, SELLER, key)
    await orders.follow_parcel(market, key, OrderStatus.SHIPPED)
    await orders.follow_parcel(market, key, OrderStatus.DELIVERED)
    market.told.clear()
    await orders.confirm_received(market, wanted.buyer_id, key)
    assert await balance(market, small.shop_id) == {
        Account.GATEWAY_CLEARING: TOTAL,
        Account.SELLER_PAYABLE: GOODS - PLATFORM,
        Account.PLATFORM_COMMISSION: PLATFORM,
        Account.COURIER_PAYABLE: JNE.price,
    }
    sale, moved = market.told
    assert isinstance(sale, SaleCompleted)
    assert isinstance(moved, OrderMoved)
    assert (sale.amount, sale.commission) == (GOODS, ZERO)
    assert (moved.before, moved.after, moved.by) == ("delivered", "completed", "buyer")


async def test_a_creator_who_led_the_buyer_here_is_paid_from_the_sale(market: UnitOfWork, small: Any) -> None:
    creator = new_id()
    wanted, placed, key = await one_order(market, small, credit=Credit(handoff_id=new_id(), creator_id=creator))
    await told_payment(market, wanted, placed)
    await orders.pack_order(market, SELLER, key)
    await orders.follow_parcel(market, key, OrderStatus.DELIVERED)
    await orders.confirm_received(market, wanted.buyer_id, key)
    earned = Money(45_000 * 500 // 10_000)
    found = await balance(market, small.shop_id)
    assert found[Account.CREATOR_COMMISSION_PAYABLE] == earned
    assert found[Account.SELLER_PAYABLE] == GOODS - PLATFORM - earned
    assert await ledger.balances(market, small.shop_id, party=creator) == {Account.CREATOR_COMMISSION_PAYABLE: -earned}
    (sale,) = [event for event in market.told if isinstance(event, SaleCompleted)]
    assert [(each.creator_id, each.units, each.commission) for each in sale.lines] == [(creator, 1, earned)]


async def test_cancelled_before_payment_the_units_are_back_and_money_that_still_comes_goes_back(market: UnitOfWork, small: Any) -> None:
    wanted, placed, key = await one_order(market, small)
    await orders.cancel_order(market, Mover(ActorKind.BUYER, wanted.buyer_id), key, "changed my mind")
    assert (await status_of(market, key.order_id), await units(market, small)) == ("cancelled", [5, 0])
    assert await balance(market, small.shop_id) == {}
    for _ in range(2):
        await told_payment(market, wanted, placed)
    assert await status_of(market, key.order_id) == "cancelled"
    assert await balance(market, small.shop_id) == {Account.GATEWAY_CLEARING: TOTAL, Account.REFUND_PAYABLE: TOTAL}
    cursor = await (await market.driver()).execute("select amount_idr, reason, state from market.refund")
    assert await cursor.fetchall() == [(TOTAL.rupiah, "paid_in_vain", "wanted")]


async def test_cancelled_after_payment_the_money_is_owed_back_once(market: UnitOfWork, small: Any) -> None:
    wanted, placed, key = await one_order(market, small)
    await told_payment(market, wanted, placed)
    await orders.cancel_order(market, Mover(ActorKind.SELLER, SELLER), key, "out of stock")
    await told_payment(market, wanted, placed)
    assert await balance(market, small.shop_id) == {Account.GATEWAY_CLEARING: TOTAL, Account.REFUND_PAYABLE: TOTAL}
    await refunds_are_sent(market)
    await refunds_are_sent(market)
    assert await balance(market, small.shop_id) == {}
    assert await units(market, small) == [5, 0]


async def test_a_payment_that_lapsed_gives_the_order_up(market: UnitOfWork, small: Any) -> None:
    wanted, placed, key = await one_order(market, small)
    await told_payment(market, wanted, placed, "in_review")
    assert await status_of(market, key.order_id) == "on_hold"
    await told_payment(market, wanted, placed, "expired")
    assert (await status_of(market, key.order_id), await units(market, small)) == ("cancelled", [5, 0])


async def test_what_is_not_ones_own_to_do_is_refused_and_nothing_changes(market: UnitOfWork, small: Any) -> None:
    wanted, placed, key = await one_order(market, small)
    with pytest.raises(OrderError):
        await orders.pack_order(market, SELLER, key)
    await told_payment(market, wanted, placed)
    with pytest.raises(OrderError):
        await orders.confirm_received(market, wanted.buyer_id, key)
    await orders.pack_order(market, SELLER, key)
    with pytest.raises(OrderError):
        await orders.cancel_order(market, Mover(ActorKind.BUYER, wanted.buyer_id), key, "too slow")
    assert await status_of(market, key.order_id) == "packed"
    with pytest.raises(OrderError) as unknown:
        await orders.pack_order(market, SELLER, OrderKey(key.shop_id, new_id()))
    assert unknown.value.code == "order.unknown"


async def test_every_step_is_written_with_who_made_it_and_why(market: UnitOfWork, small: Any, clock: FixedClock) -> None:
    wanted, placed, key = await one_order(market, small)
    clock.advance(dt.timedelta(minutes=5))
    await told_payment(market, wanted, placed)
    await orders.cancel_order(market, Mover(ActorKind.SELLER, SELLER), key, "habis")
    viewer = orders.Viewer(account_id=wanted.buyer_id, roles=frozenset({"shopper"}))
    detail = await orders.find_order(market, viewer, key.order_id)
    assert detail is not None
    assert [(step.before, step.after, step.by, step.reason) for step in detail.transitions] == [
        (None, "awaiting_payment", "buyer", ""),
        ("awaiting_payment", "paid", "system", ""),
        ("paid", "cancelled", "seller", "habis"),
    ]


async def test_an_order_is_seen_by_its_own_and_its_address_not_by_who_watches(market: UnitOfWork, small: Any) -> None:
    wanted, _, key = await one_order(market, small)
    nobody = orders.Viewer(account_id=new_id(), roles=frozenset({"shopper", "seller"}), shop_ids=frozenset({new_id()}))
    assert await orders.find_order(market, nobody, key.order_id) is None
    for viewer in (
        orders.Viewer(account_id=wanted.buyer_id, roles=frozenset({"shopper"})),
        orders.Viewer(account_id=SELLER, roles=frozenset({"seller"}), shop_ids=frozenset({small.shop_id})),
        orders.Viewer(account_id=new_id(), roles=frozenset({"operator"})),
    ):
        seen = await orders.find_order(market, viewer, key.order_id)
        assert seen is not None
        assert seen.consignment is not None
        assert seen.consignment.recipient == "Sari Dewi"
    watched = await orders.find_order(market, orders.Viewer(account_id=new_id(), roles=frozenset({"regulator"})), key.order_id)
    assert watched is not None
    assert watched.consignment is None


async def refunds_are_sent(uow: UnitOfWork) -> None:
    cursor = await (await uow.driver()).execute("select payment_id, refund_id, shop_id, order_id, amount_idr from market.refund")
    events = [
        RefundSent(payment_id=row[0], refund_id=row[1], shop_id=row[2], order_id=row[3], amount=Money(row[4]), at=uow.clock.now())
        for row in await cursor.fetchall()
    ]
    await orders.reactions()[0].react(uow, events)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_happens_the_books_agree(market: UnitOfWork, small: Any, build_market: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable walk, no secret
    other = await build_market(market, "Toko Lain")
    for shop in (small, other):
        await shelve(market, shop, 30, 30)
    wishes = [
        wish(
            *(
                order(shop, line(shop, chance.randrange(2), chance.randrange(1, 4)))
                for shop in chance.sample((small, other), chance.choice((1, 2)))
            )
        )
        for _ in range(6)
    ]
    placed = await place(market, *wishes)
    keys = {order_id: (wanted, done) for wanted, done in zip(wishes, placed, strict=True) for order_id in done.order_ids}
    cursor = await (await market.driver()).execute("select order_id, shop_id from market.shop_order")
    shops = dict(await cursor.fetchall())
    for _ in range(120):
        order_id = chance.choice(list(keys))
        wanted, done = keys[order_id]
        act = chance.choice(await acts(market, wanted, done, OrderKey(shops[order_id], order_id), chance))
        with contextlib.suppress(OrderError):
            await act()
    assert await stock.verify_stock(market) == []
    verdict = await ledger.verify_ledger(market)
    assert (verdict.imbalance, verdict.disagreements) == (ZERO, ())
    for shop in (small, other):
        await the_money_is_where_the_orders_say(market, shop.shop_id)
    assert sum([*await units(market, small), *await units(market, other)]) == 120 - await units_away(market)


async def acts(
    uow: UnitOfWork, wanted: orders.WantedPurchase, done: orders.PlacedPurchase, key: OrderKey, chance: random.Random
) -> list[Callable[[], Awaitable[object]]]:
    buyer, seller, operator = Mover(ActorKind.BUYER, wanted.buyer_id), Mover(ActorKind.SELLER, SELLER), Mover(ActorKind.OPERATOR, new_id())
    to = chance.choice([OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED, OrderStatus.DISPUTED])
    settled = chance.choice([OrderStatus.COMPLETED, OrderStatus.RETURNING, OrderStatus.CANCELLED])
    payment = chance.choice(["pending", "in_review", "paid", "paid", "paid", "expired", "cancelled"])
    return [
        lambda: told_payment(uow, wanted, done, payment),
        lambda: orders.pack_order(uow, SELLER, key),
        lambda: orders.follow_parcel(uow, key, to),
        lambda: orders.confirm_received(uow, wanted.buyer_id, key),
        lambda: orders.cancel_order(uow, chance.choice([buyer, seller, operator]), key, "walk"),
        lambda: orders.dispute_order(uow, buyer, key, "walk"),
        lambda: orders.resolve_dispute(uow, new_id(), key, settled, "walk"),
        lambda: refunds_are_sent(uow),
    ]


async def the_money_is_where_the_orders_say(uow: UnitOfWork, shop_id: Any) -> None:
    await refunds_are_sent(uow)
    driver = await uow.driver()
    held = "select coalesce(sum(total_idr), 0) from market.shop_order where shop_id = %s and status = any(%s)"
    with_buyer = ["paid", "packed", "shipped", "delivered", "returning", "disputed"]
    ((escrow,),) = await (await driver.execute(held, [shop_id, with_buyer])).fetchall()
    ((completed,),) = await (await driver.execute(held, [shop_id, ["completed"]])).fetchall()
    found = await balance(uow, shop_id)
    assert found.get(Account.BUYER_ESCROW, ZERO) == Money(int(escrow))
    assert found.get(Account.REFUND_PAYABLE, ZERO) == ZERO
    earned = (Account.SELLER_PAYABLE, Account.PLATFORM_COMMISSION, Account.COURIER_PAYABLE)
    assert sum((found.get(account, ZERO) for account in earned), ZERO) == Money(int(completed))
    assert found.get(Account.GATEWAY_CLEARING, ZERO) == Money(int(escrow + completed))


async def units_away(uow: UnitOfWork) -> int:
    """Units of orders that were neither given up with the goods on the shelf nor sent back."""
    cursor = await (await uow.driver()).execute(
        "select coalesce(sum(l.quantity), 0) from market.order_line l join market.shop_order o using (shop_id, order_id)"
        " where o.status not in ('cancelled', 'returned') or (o.status = 'cancelled' and exists (select from market.order_transition t"
        " where t.shop_id = o.shop_id and t.order_id = o.order_id and t.from_status = 'disputed' and t.to_status = 'cancelled'))"
    )
    ((away,),) = await cursor.fetchall()
    return int(away)
