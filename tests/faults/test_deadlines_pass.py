"""Nobody pays in time, money comes too late, a seller never ships: units go back to the shelf and money to the buyer."""

from __future__ import annotations

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import (
    Bill,
    at_gateway,
    buyer,
    check_books,
    expire_at_gateway,
    held,
    pay,
    seller,
    statuses,
    units,
    wait_for_status,
    wait_until_calm,
)
from tests.running_sandboxes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]


def let_time_pass(world: BreakableWorld, bill: Bill) -> None:
    """As if the bill had been written a day ago."""
    world.rows("market", "update market.purchase set pay_by = now() - interval '4 minutes' where purchase_id = %s", bill.purchase)
    for table in ("market.payment", "market.shop_order"):
        world.rows("market", f"update {table} set pay_by = now() - interval '4 minutes' where purchase_id = %s", bill.purchase)


def wait_for_refund(world: BreakableWorld, bill: Bill) -> None:
    """The whole sum is back at the buyer's, and nothing of it stands on any account."""
    world.run_job("market", "payments.send_refunds")
    wait_until(lambda: at_gateway(world, bill.payment)[0] == "refund", 40)
    status, came, back = at_gateway(world, bill.payment)
    assert (status, came) == ("refund", back)
    wait_until(lambda: not held(world, bill), 20)


def test_who_does_not_pay_in_time_loses_the_goods_and_money_that_comes_all_the_same_goes_back(world: BreakableWorld) -> None:
    with buyer(world) as one:
        before = units(world)
        bill = one.order(0, 1)
        one.wait_payable(bill)
        assert sum(before.values()) - sum(units(world).values()) == 2
        let_time_pass(world, bill)
        assert "lewat" in one.look(bill).lower()
        world.run_job("market", "orders.expire_unpaid")
        wait_for_status(world, bill, "cancelled")
        assert units(world) == before
        assert not held(world, bill)
        wait_until_calm(world)
        assert at_gateway(world, bill.payment)[0] == "cancel"
    check_books(world)


def test_money_that_comes_after_the_market_gave_the_order_up_goes_back(world: BreakableWorld) -> None:
    with buyer(world) as one:
        before = units(world)
        bill = one.order(0)
        one.wait_payable(bill)
        let_time_pass(world, bill)
        # The gateway is away when the market closes the payment, and the buyer pays meanwhile.
        world.switch(world.settings.payments_url, unavailable_calls=1)
        world.run_job("market", "orders.expire_unpaid")
        wait_for_status(world, bill, "cancelled")
        wait_until(lambda: world.switches(world.settings.payments_url)["unavailable_calls"] == 0)
        pay(world, bill)
        wait_for_refund(world, bill)
        assert units(world) == before
        assert statuses(world, bill) == {"cancelled"}
        assert "sudah dikembalikan" in one.look(bill)
    wait_until_calm(world)
    check_books(world)


def test_money_that_comes_after_the_gateways_own_expiry_goes_back(world: BreakableWorld) -> None:
    with buyer(world) as one:
        before = units(world)
        bill = one.order(0, 1)
        one.wait_payable(bill)
        expire_at_gateway(world, bill)
        wait_for_status(world, bill, "cancelled")
        pay(world, bill, late=True)
        wait_for_refund(world, bill)
        assert units(world) == before
        assert "sudah dikembalikan" in one.look(bill)
    wait_until_calm(world)
    check_books(world)


def test_a_seller_who_never_ships_gives_the_money_back(world: BreakableWorld) -> None:
    with buyer(world) as one, seller(world) as shop:
        before = units(world)
        bill = one.buy(0)
        (order,) = bill.orders
        assert held(world, bill).keys() == {"gateway_clearing", "buyer_escrow"}
        world.rows("market", "update market.shop_order set ship_by = now() - interval '1 minute' where order_id = %s", order)
        world.run_job("market", "orders.cancel_unshipped")
        wait_for_status(world, bill, "cancelled")
        assert units(world) == before
        wait_for_refund(world, bill)
        assert statuses(world, bill) == {"cancelled"}
        for page in (one.open(f"/pesanan/{order}"), shop._order(order)):
            assert "dibatalkan" in page.read.words.lower()
    wait_until_calm(world)
    check_books(world)
