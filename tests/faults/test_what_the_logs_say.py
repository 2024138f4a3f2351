"""After all that was broken: no process has logged a secret or anything of a person's, and what they logged is one line an event."""

from __future__ import annotations

import json
import re

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import buyer, check_books, pay, seller, wait_for_status

from padu.demo.journey.shop import ADDRESS

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]

_TOKEN = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}")
_SESSION = re.compile(r"padu_session=[\w-]{8,}")


def test_no_secret_and_nothing_of_a_person_is_in_any_log(world: BreakableWorld) -> None:
    with buyer(world) as one, seller(world) as shop:
        # Something to log: a wrong password, a form without its token, a path that leads nowhere, a call that fails.
        world.switch(world.settings.payments_url, unavailable_calls=3)
        for side in ("market", "social"):
            world.call("POST", side, "/masuk", data={"login": "pembeli", "password": "tebakan-yang-salah"})
        world.get("market", "/serah-terima", params={"t": "a.b.c"})
        bill = one.order(0)
        one.wait_payable(bill)
        pay(world, bill)
        wait_for_status(world, bill, "paid")
        shop._browser.open(f"{world.sites.market}/penjual/pesanan/{bill.orders[0]}")
    people = (*world.people.five, *world.people.colleagues)
    secrets = [person.password for person in people] + [person.code_secret for person in people if person.code_secret]
    secrets += [world.settings.payments_server_key, world.settings.couriers_api_key, world.settings.couriers_webhook_secret]
    persons = [ADDRESS["recipient"], ADDRESS["street"], ADDRESS["phone"].removeprefix("0"), "tebakan-yang-salah"]
    for name in world.programs:
        said = world.log(name)
        for word in (*secrets, *persons):
            assert word not in said, f"{name} logged {word!r}"
        assert not _TOKEN.search(said), name
        assert not _SESSION.search(said), name
        check_lines(name, said)
    check_books(world)


def check_lines(name: str, said: str) -> None:
    """Ours are JSON; the server's own begin with their level."""
    for line in said.splitlines():
        if line and not re.match(r"\[(INFO|WARNING|ERROR)\] ", line):
            assert json.loads(line)["event"], f"{name}: {line}"
