"""PostgreSQL dies under everything: pages say so and when to come again; once it is back, sites and workers go on by themselves."""

from __future__ import annotations

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import buyer, check_books, pay, wait_for_status, wait_until_calm
from tests.running_sandboxes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]


def test_pages_say_when_to_come_again_and_everything_goes_on_by_itself(world: BreakableWorld) -> None:
    with buyer(world) as one:
        bill = one.order(0)
        one.wait_payable(bill)
        world.kill_postgres()
        for side, path in (("market", "/"), ("social", "/"), ("market", f"/bayar/{bill.purchase}"), ("social", "/masuk")):
            answer = world.get(side, path, headers={"Cookie": "padu_session=whoever"})
            assert answer.status_code == 503, path
            assert answer.headers["retry-after"] == "5"
            assert "Basis data sedang tidak terjangkau" in answer.text
            assert "Traceback" not in answer.text
        # Money comes while nobody can write it down.
        pay(world, bill)
        notice = world.call("POST", "market", "/webhooks/midtrans", content=b"{}")
        assert notice.status_code in {400, 503}
        world.start_postgres()
        world.rows("market", "update market.payment set charged_at = now() - interval '2 minutes' where payment_id = %s", bill.payment)
        world.run_job("market", "payments.ask_gateway")
        wait_until(lambda: world.get("market", "/").status_code == 200, 20)
        wait_until(lambda: world.get("social", "/").status_code == 200, 20)
        wait_for_status(world, bill, "paid")
    for name in world.programs:
        assert world.runs(name), f"{name} ended: {world.log(name)[-3000:]}"
    # Both halves of both workers do their work: jobs that are asked for, and what comes by schedule.
    cursor = "select pulled_at from exchange.pull_state where flow = 'cards'"
    before = world.rows("social", cursor)
    wait_until(lambda: world.rows("social", cursor) != before, 20)
    wait_until_calm(world)
    check_books(world)
