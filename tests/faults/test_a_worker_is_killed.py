"""Workers die by SIGKILL at seeded moments of a whole journey: restarted, they bring it to the same end, and everything happens once."""

from __future__ import annotations

import random
import time

import pytest
from tests.faults.breakable_world import PATIENCE, BreakableWorld
from tests.faults.walking import check_books, wait_until_calm

from padu.demo.journey import Bought, Journal, Step
from padu.demo.journey.earn import Creator
from padu.demo.journey.sell import Seller
from padu.demo.journey.shop import Shopper

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]

WORKERS = ("worker market", "worker social")
_MARKS = """
    select (select count(*) from market.ledger_posting where reference = any(%(references)s) and kind = 'order_paid') as paid,
        (select count(*) from market.ledger_posting where reference = any(%(references)s) and kind = 'order_completed') as completed,
        (select count(*) from market.ledger_posting where reference = any(%(references)s)) as postings,
        (select count(*) from market.parcel where order_id = any(%(orders)s::uuid[])) as parcels,
        (select count(*) from exchange.attributed_sale where order_id = any(%(orders)s::uuid[])) as sales,
        (select count(*) from market.order_transition where order_id = any(%(orders)s::uuid[]) and to_status = 'completed') as ends
"""


class Killer:
    """Kills a worker a moment after every other step of a journey, and starts it again; which and when hangs on the seed."""

    def __init__(self, world: BreakableWorld, seed: int) -> None:
        self._world, self._chance = world, random.Random(seed)  # noqa: S311 - seeded moments, not secrets
        self.kills = 0

    def after(self, _: Step) -> None:
        if self._chance.random() < 0.5:
            return
        time.sleep(self._chance.uniform(0.0, 0.4))
        name = self._chance.choice(WORKERS)
        self._world.kill(name)
        self._world.start(name)
        self.kills += 1


def test_a_journey_ends_the_same_however_often_its_workers_die(world: BreakableWorld) -> None:
    killer = Killer(world, seed=7)
    journal = Journal(killer.after, patience=PATIENCE * 2)
    with world.browser() as phone, world.browser() as desk, world.browser() as studio:
        creator, shop = Creator(studio, world.sites, journal), Seller(desk, world.sites, journal)
        earned = creator.sign_in(world.people.creator)
        shop.sign_in(world.people.seller)
        shopper = Shopper(phone, world.sites, journal)
        product = shopper.cross(shopper.watch(world.people.creator), world.people.shopper)
        bought = shopper.buy(shopper.take_two(product, world.staged.cast.sought), world.outside)
        for parcel in shop.send(bought.orders, world.outside):
            world.outside.deliver(parcel)
        shopper.receive(bought.orders)
        assert creator.credited(earned) > 0
    assert killer.kills >= 5
    wait_until_calm(world, 60)
    check_happened_once(world, bought)
    check_books(world)


def check_happened_once(world: BreakableWorld, bought: Bought) -> None:
    count = len(bought.orders)
    values = {"references": [f"order:{order}" for order in bought.orders], "orders": list(bought.orders)}
    (marks,) = world.rows_of("market", _MARKS, values)
    assert marks == {"paid": count, "completed": count, "postings": 2 * count, "parcels": count, "sales": 1, "ends": count}
    told = "select count(*) from (select number from exchange.publication group by number having count(*) > 1) twice"
    assert world.count("market", told) == 0
    counted = world.count("market", "select coalesce(sum(commission_idr), 0)::bigint from exchange.publication")
    assert counted == world.count("social", "select coalesce(sum(commission_idr), 0)::bigint from exchange.creator_earning")
    assert counted == world.count("market", "select coalesce(sum(commission_idr), 0)::bigint from exchange.attributed_sale")
