"""Both gateways get everything wrong during whole purchases: each ends paid once, sent once, and the books agree with the gateway's."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import at_gateway, buyer, check_books, held, pay, seller, statuses, wait_for_status, wait_until_calm
from tests.running_sandboxes import wait_until

from padu.kernel.ids import new_id

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]

_WRONG = {"late_seconds": 0.5, "duplicate": True, "out_of_order": True, "forged": True}
_PARCELS = "select count(*) from market.parcel where order_id = any(%s::uuid[])"
_NOTICES = "select count(*) from market.payment_notice where payment_id = %s"


@pytest.fixture
def gateways(world: BreakableWorld) -> tuple[str, str]:
    return world.settings.payments_url, world.settings.couriers_url


def test_late_double_reversed_and_forged_news_change_nothing(world: BreakableWorld, gateways: tuple[str, str]) -> None:
    with buyer(world) as one, seller(world) as shop:
        for gateway in gateways:
            world.switch(gateway, **_WRONG)
        bill = one.order(0)
        one.wait_payable(bill)
        pay(world, bill)
        wait_for_status(world, bill, "paid")
        (parcel,) = shop.send(bill.orders, world.outside)
        world.outside.deliver(parcel)
        for gateway in gateways:
            world.release(gateway)
        wait_for_status(world, bill, "delivered")
        (order,) = bill.orders
        page = one.open(f"/pesanan/{order}")
        one.browser.submit(page, page.find_form("/pesanan/.*/terima", why="it came"))
        wait_for_status(world, bill, "completed")
    wait_until(lambda: all(each["state"] not in {"waiting", "held"} for url in gateways for each in world.notifications(url)), 30)
    forged = [each for url in gateways for each in world.notifications(url) if each["forged"]]
    assert forged
    assert {each["state"] for each in forged} == {"failed"}
    wait_until_calm(world)
    assert at_gateway(world, bill.payment)[0] == "settlement"
    # The goods may have been found through a video.
    places = held(world, bill).keys() - {"creator_commission_payable"}
    assert places == {"gateway_clearing", "seller_payable", "platform_commission", "courier_payable"}
    assert world.count("market", _PARCELS, list(bill.orders)) == 1
    check_books(world)


def test_lost_news_and_calls_that_fail_after_having_done_their_work_end_in_one_payment(
    world: BreakableWorld, gateways: tuple[str, str]
) -> None:
    with buyer(world) as one, seller(world) as shop:
        world.switch(gateways[0], lost=True, unavailable_calls=50, fail_after_doing=True)
        bill = one.order(0)
        assert "Penyedia pembayaran sedang tidak menjawab" in one.look(bill)
        world.switch(gateways[0], lost=True)
        one.try_again(bill)
        one.wait_payable(bill)
        pay(world, bill)
        # As if a minute had gone by without a word.
        world.rows("market", "update market.payment set charged_at = now() - interval '2 minutes' where payment_id = %s", bill.payment)
        world.run_job("market", "payments.ask_gateway")
        wait_for_status(world, bill, "paid")
        assert world.count("market", _NOTICES, bill.payment) == 0
        world.switch(gateways[1], lost=True, unavailable_calls=1)
        (order,) = bill.orders
        before = world.outside.parcels()
        page = shop._order(order)
        shop._browser.submit(page, page.find_form(".*/kemas", why="pack"))
        page = shop._order(order)
        shop._browser.submit(page, page.find_form(".*/kirim", why="send"))
        world.rows("market", "update market.parcel set requested_at = now() - interval '1 minute' where order_id = %s", order)
        wait_until(lambda: len(world.outside.parcels()) == len(before) + 1, 30)
        (parcel,) = world.outside.parcels().keys() - before.keys()
        world.outside.deliver(parcel)
        world.rows("market", "update market.parcel set booked_at = now() - interval '1 hour', asked_at = null where order_id = %s", order)
        world.run_job("market", "parcels.ask")
        wait_for_status(world, bill, "delivered")
    wait_until_calm(world)
    check_books(world)


def test_what_a_forger_posts_is_refused_and_leaves_nothing(world: BreakableWorld) -> None:
    with buyer(world) as one:
        bill = one.order(0)
        one.wait_payable(bill)
        (row,) = world.rows("market", "select amount_idr from market.payment where payment_id = %s", bill.payment)
        news = {
            "order_id": bill.payment,
            "status_code": "200",
            "gross_amount": f"{row['amount_idr']}.00",
            "transaction_status": "settlement",
        }
        news |= {"transaction_id": str(new_id()), "payment_type": "qris", "fraud_status": "accept", "currency": "IDR"}
        news |= {"merchant_id": "G000000000", "transaction_time": "2026-01-01 00:00:00", "signature_key": "0" * 128}
        posted = [(json.dumps(news).encode(), 403), (json.dumps(news).encode()[:-40], 400), (b"", 400), (b"\xff\xfe", 400)]
        for body, status in posted:
            assert world.call("POST", "market", "/webhooks/midtrans", content=body).status_code == status
        # Rightly signed, and untrue: the gateway itself is asked.
        text = f"{bill.payment}200{row['amount_idr']}.00{world.settings.payments_server_key}"
        news["signature_key"] = hashlib.sha512(text.encode()).hexdigest()
        assert world.call("POST", "market", "/webhooks/midtrans", content=json.dumps(news).encode()).status_code in {200, 503}
        for secret in ("", "guessed"):
            answer = world.call("POST", "market", "/webhooks/biteship", content=b"{}", headers={"X-Biteship-Signature": secret})
            assert answer.status_code == 403
        assert statuses(world, bill) == {"awaiting_payment"}
        assert not held(world, bill)
        page = one.open(f"/pesanan/{bill.orders[0]}")
        one.browser.submit(page, page.find_form(".*/batal", why="give it up"))
        wait_for_status(world, bill, "cancelled")
    wait_until_calm(world)
    check_books(world)
