"""People in the breakable world: a shopper who orders one thing at a time, a seller who sends it; and what must hold afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from tests.faults.breakable_world import BreakableWorld
from tests.running_sandboxes import wait_until

from padu.demo.journey import Browser, Page
from padu.demo.journey.sell import Seller
from padu.demo.journey.shop import ADDRESS, choices_of
from padu.demo.journey.sign_in import sign_in
from padu.demo.people import Person
from padu.kernel.clock import SystemClock
from padu.market import ledger, stock
from padu.platform.unit_of_work import open_database
from padu.web.shop.cards import product_path

_REFUSED = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class Bill:
    """What was ordered and is to be paid."""

    page: Page
    purchase: str
    payment: str
    orders: tuple[str, ...]


class Buyer:
    """A shopper in a browser, signed in."""

    def __init__(self, world: BreakableWorld, browser: Browser) -> None:
        self.world, self.browser = world, browser

    def open(self, path: str) -> Page:
        return self.browser.open(f"{self.world.sites.market}{path}")

    def order(self, *numbers: int) -> Bill:
        """Put goods into the basket and order them: what the film of this number shows."""
        for number in numbers:
            self.put(number)
        return self.place()

    def put(self, number: int) -> None:
        good = self.world.staged.cast.goods[number]
        product = self.open(product_path(good.shop_slug, good.title, good.listing_id))
        if not product.forms("/keranjang/tambah"):
            product = self.browser.follow(product, product.links(r"/toko/.+[?&]varian=.+")[0])
        self.browser.submit(product, product.find_form("/keranjang/tambah", why="buy it"))

    def checkout(self) -> Page:
        """The page that orders, with an address and couriers chosen."""
        page = self.open("/checkout")
        if not any("alamat" in form.names() for form in page.forms("/checkout")):
            page = self.browser.submit(page, page.find_form("/checkout/alamat", why="give an address"), ADDRESS)
        form = page.find_form("/checkout", why="choose couriers")
        return self.browser.submit(page, form, choices_of(form), press="aksi", refusals=_REFUSED)

    def submit_checkout(self, page: Page) -> Page:
        """Press the button that orders."""
        form = page.find_form("/checkout", why="order")
        button = next(each for each in form.buttons if each.name != "aksi")
        return self.browser.submit(page, form, choices_of(form), press=button, refusals=_REFUSED)

    def place(self) -> Bill:
        page = self.checkout()
        for _ in range(3):
            page = self.submit_checkout(page)
            if page.path.startswith("/bayar/"):
                return self.bill(page)
        raise AssertionError(page.read.words)

    def bill(self, page: Page) -> Bill:
        purchase = page.path.removeprefix("/bayar/")
        (row,) = self.world.rows("market", "select payment_id::text from market.purchase where purchase_id = %s", purchase)
        orders = self.world.rows("market", "select order_id::text from market.purchase_order where purchase_id = %s", purchase)
        return Bill(page, purchase, row["payment_id"], tuple(each["order_id"] for each in orders))

    def look(self, bill: Bill) -> str:
        """What the bill's page says now."""
        return self.open(f"/bayar/{bill.purchase}").read.words

    def try_again(self, bill: Bill) -> None:
        """Press the button that asks the gateway once more."""
        page = self.open(f"/bayar/{bill.purchase}")
        for form in page.forms("/bayar/.*/coba"):
            self.browser.submit(page, form)

    def wait_payable(self, bill: Bill) -> None:
        wait_until(lambda: "000201" in self.open(f"/bayar/{bill.purchase}").content.decode(), 40)

    def buy(self, *numbers: int) -> Bill:
        """Order, pay, and see that it came."""
        bill = self.order(*numbers)
        self.wait_payable(bill)
        pay(self.world, bill)
        wait_for_status(self.world, bill, "paid")
        return bill


@contextmanager
def buyer(world: BreakableWorld) -> Iterator[Buyer]:
    with signed_in(world, world.people.shopper, world.sites.market, "/keranjang") as browser:
        yield Buyer(world, browser)


@contextmanager
def seller(world: BreakableWorld) -> Iterator[Seller]:
    with world.browser() as browser:
        one = Seller(browser, world.sites, world.journal())
        one.sign_in(world.people.seller)
        yield one


@contextmanager
def signed_in(world: BreakableWorld, person: Person, site: str, path: str) -> Iterator[Browser]:
    with world.browser() as browser:
        asked = browser.open(f"{site}/masuk?lanjut={path}")
        sign_in(browser, asked, person, world.journal())
        yield browser


def pay(world: BreakableWorld, bill: Bill, *, late: bool = False) -> None:
    query = "?after_expiry=1" if late else ""
    httpx.post(f"{world.settings.payments_url}/sandbox/pay/{bill.payment}{query}", trust_env=False).raise_for_status()


def at_gateway(world: BreakableWorld, payment: str) -> tuple[str, int, int]:
    """How a payment stands at the gateway itself: its status, what came, what went back."""
    answer = httpx.get(f"{world.settings.payments_url}/v2/{payment}/status", auth=(world.settings.payments_server_key, ""), trust_env=False)
    told = answer.json()
    if told["status_code"] == "404":
        return "unknown", 0, 0
    came = int(float(told["gross_amount"])) if "settlement_time" in told else 0
    back = sum(int(float(each["refund_amount"])) for each in told.get("refunds", []))
    return told["transaction_status"], came, back


def expire_at_gateway(world: BreakableWorld, bill: Bill) -> None:
    """The gateway's own time for a charge is over."""
    address = f"{world.settings.payments_url}/v2/{bill.payment}/expire"
    httpx.post(address, auth=(world.settings.payments_server_key, ""), trust_env=False).raise_for_status()


def statuses(world: BreakableWorld, bill: Bill) -> set[str]:
    asked = "select distinct status from market.shop_order where purchase_id = %s"
    return {row["status"] for row in world.rows("market", asked, bill.purchase)}


def wait_for_status(world: BreakableWorld, bill: Bill, status: str, seconds: float = 40) -> None:
    wait_until(lambda: statuses(world, bill) == {status}, seconds)


_HELD = """
    select account, sum(amount_idr)::bigint as amount
    from market.ledger_entry join market.ledger_posting using (shop_id, posting_id)
    where reference = any(%s) group by account having sum(amount_idr) <> 0
"""
_UNITS = """
    select s.variant_id::text as variant, sum(s.on_hand)::bigint as units
    from market.stock s join market.variant v using (shop_id, variant_id) where v.listing_id = any(%s) group by 1
"""
_BEHIND = """
    select count(*) from platform.event_stream s cross join (select distinct reaction from platform.event_progress) r
    left join platform.event_progress p on p.reaction = r.reaction and p.stream_id = s.stream_id
    where s.last_number > coalesce(p.done, 0)
"""
# What keeps a schedule always waits for its time again.
_WAITING = """
    select count(*) from procrastinate.procrastinate_jobs where status in ('todo', 'doing') and not (args ? 'timestamp')
"""


def held(world: BreakableWorld, bill: Bill) -> dict[str, int]:
    """Where the money of a purchase's orders is, by account; accounts that are even are left out."""
    return {row["account"]: row["amount"] for row in world.rows("market", _HELD, [f"order:{order}" for order in bill.orders])}


def units(world: BreakableWorld) -> dict[str, int]:
    """Units on the shelves of what is shown, by variant."""
    listings = [good.listing_id for good in world.staged.cast.goods]
    return {row["variant"]: row["units"] for row in world.rows("market", _UNITS, listings)}


def wait_until_calm(world: BreakableWorld, seconds: float = 40) -> None:
    """Until every event was reacted to and no deferred job waits on either side."""
    wait_until(lambda: not any(world.count(side, asked) for side in ("market", "social") for asked in (_BEHIND, _WAITING)), seconds)


def check_books(world: BreakableWorld) -> None:
    """The ledger balances, shelves are explained, no reaction is stuck, and what the gateway holds is what our books say it does."""

    async def verify() -> None:
        database = open_database(world.settings.market_database_url or "", SystemClock())
        async with database.unit_of_work() as uow:
            verdict = await ledger.verify_ledger(uow)
            assert verdict.imbalance.rupiah == 0
            assert not verdict.disagreements
            assert await stock.verify_stock(uow) == []
        await database.close()

    asyncio.run(verify())
    for side in ("market", "social"):
        assert world.rows(side, "select reaction, error from platform.event_progress where failures > 0") == []
    payments = [row["id"] for row in world.rows("market", "select payment_id::text as id from market.payment")]
    stood = [at_gateway(world, each) for each in payments]
    asked = "select coalesce(sum(amount_idr), 0)::bigint from market.ledger_entry where account = 'gateway_clearing'"
    assert world.count("market", asked) == sum(came - back for _, came, back in stood)
