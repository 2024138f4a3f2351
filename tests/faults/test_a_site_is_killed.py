"""One side's site and worker die by SIGKILL: the other goes on, says what it knows and how old that is, and catches up without loss."""

from __future__ import annotations

import random
import re
import threading
import time
from contextlib import suppress

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import Bill, Buyer, buyer, check_books, seller, units, wait_for_status, wait_until_calm
from tests.running_sandboxes import wait_until

from padu.demo.journey import JourneyError, Page
from padu.demo.journey.sign_in import sign_in

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]

_PULLED = "select cursor, failures, error, pulled_at from exchange.pull_state where flow = 'cards'"
_LENT = "select last from exchange.counter where name = 'cards'"


def test_while_the_market_is_down_videos_and_cards_stay_and_later_nothing_is_missing(world: BreakableWorld) -> None:
    wait_until(lambda: world.rows("social", _PULLED)[0]["failures"] == 0, 20)
    world.kill("serve market")
    with world.browser() as viewer:
        feed = viewer.open(f"{world.sites.social}/")
        good = world.staged.cast.goods[0]
        sheet_link = feed.find_link(rf"/ke-toko/[^/]+/{good.listing_id}", why="tap a card")
        wait_until(lambda: world.rows("social", _PULLED)[0]["failures"] >= 3, 20)
        sheet = viewer.follow(feed, sheet_link)
        words = sheet.read.words
        assert "Kabar terakhir dari toko" in words
        assert "Toko sedang tidak menjawab" in words
        assert "exchange.unreachable" in world.rows("social", _PULLED)[0]["error"]
        # Meanwhile a lent listing changes: the card lies ready, and nobody can fetch it.
        title = "Sudah berganti nama selagi toko mati"
        world.rows("market", "update market.listing set title = %s where listing_id = %s", title, good.listing_id)
        world.run_job("market", "market.lend_cards")
        wait_until(lambda: world.rows("market", _LENT)[0]["last"] > world.rows("social", _PULLED)[0]["cursor"], 20)
        assert good.title in viewer.follow(feed, sheet_link).read.words
        world.start("serve market")
        wait_until(lambda: world.rows("social", _PULLED)[0]["cursor"] == world.rows("market", _LENT)[0]["last"], 30)
        wait_until(lambda: title in viewer.open(f"{world.sites.social}/").read.words, 20)
        # Whoever held the sheet open meanwhile crosses now.
        arrived = viewer.submit(sheet, sheet.find_form("/ke-toko/.*", why="go on"))
        assert arrived.path == "/serah-terima"
    said = world.log("worker social")
    assert "exchange.unreachable" in said
    assert "pull goes on" in said
    world.rows("market", "update market.listing set title = %s where listing_id = %s", good.title, good.listing_id)
    world.run_job("market", "market.lend_cards")


def test_while_the_social_side_is_down_the_market_sells_on(world: BreakableWorld) -> None:
    with buyer(world) as one, seller(world) as shop:
        world.kill("serve social", "worker social")
        bill = one.buy(1)
        (parcel,) = shop.send(bill.orders, world.outside)
        world.outside.deliver(parcel)
        wait_for_status(world, bill, "delivered")
        (order,) = bill.orders
        page = one.open(f"/pesanan/{order}")
        one.browser.submit(page, page.find_form("/pesanan/.*/terima", why="it came"))
        wait_for_status(world, bill, "completed")
        world.start("serve social", "worker social")
    wait_until_calm(world)
    check_books(world)


def test_who_is_signed_in_stays_so_over_a_restart_of_the_site(world: BreakableWorld) -> None:
    with buyer(world) as one:
        world.kill("serve market")
        world.start("serve market")
        assert one.open("/pesanan").path == "/pesanan"
        # A form that stood open still counts.
        page = one.open("/pesanan")
        world.kill("serve market")
        world.start("serve market")
        form = page.find_form("/keluar", why="sign out")
        assert one.browser.submit(page, form).status == 200
        asked = one.open("/pesanan")
        assert asked.path == "/masuk"
        assert re.search("Masuk", asked.read.title)
        assert sign_in(one.browser, asked, world.people.shopper, world.journal()).path == "/pesanan"


def test_a_site_that_dies_while_it_places_an_order_places_it_once(world: BreakableWorld) -> None:
    chance = random.Random(5)  # noqa: S311 - seeded moments, not secrets
    with buyer(world) as one:
        before = units(world)
        bills: list[Bill] = []
        for _ in range(3):
            one.put(0)
            page = one.checkout()
            sent = threading.Thread(target=give_up_sending, args=(one, page))
            sent.start()
            time.sleep(chance.uniform(0.0, 0.15))
            world.kill("serve market")
            sent.join()
            world.start("serve market")
            # Whoever heard no answer presses the button again.
            again = one.submit_checkout(page)
            assert again.path.startswith("/bayar/"), again.read.words
            bills.append(one.bill(again))
        assert len({bill.purchase for bill in bills}) == 3
        assert sum(before.values()) - sum(units(world).values()) == 3
        placed = "select count(*) from market.purchase where purchase_id = any(%s::uuid[])"
        assert world.count("market", placed, [bill.purchase for bill in bills]) == 3
        assert one.open("/keranjang").forms("/keranjang/ubah") == []
        for bill in bills:
            order = one.open(f"/pesanan/{bill.orders[0]}")
            one.browser.submit(order, order.find_form(".*/batal", why="give it up"))
            wait_for_status(world, bill, "cancelled")
        assert units(world) == before
    wait_until_calm(world)
    check_books(world)


def give_up_sending(one: Buyer, page: Page) -> None:
    with suppress(JourneyError):
        one.submit_checkout(page)
