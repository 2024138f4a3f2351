"""Two shops, a shopper who is signed in, and both gateways as the separate programs they are."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.market import trading
from tests.running_sandboxes import Sandbox, listening, running
from tests.web.browser import Browser

from padu.demo.journey.read_page import Form, ReadPage, read_page
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart, catalog, orders, payments, sellers
from padu.market.parcels import BiteshipAccess, BiteshipClient
from padu.market.payments import MidtransAccess, MidtransClient
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import Database, open_database
from padu.web.shop import Trade

PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests
KEY = "SB-Mid-server-made-up"
ADDRESS = {
    "recipient": "Sari <b>Dewi",
    "phone": "0812-3456-7890",
    "street": "Jl. Melati 5",
    "district": "Coblong",
    "city": "Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
    "label": "Rumah",
}


@dataclass(frozen=True, slots=True)
class Stall:
    """A shop with one warehouse and one listing of two variants, as `trading` wants it."""

    slug: str
    shop_id: sellers.ShopId
    warehouse_id: sellers.WarehouseId
    listing: catalog.NewListing

    @property
    def listing_id(self) -> catalog.ListingId:
        return self.listing.listing_id

    @property
    def variants(self) -> list[catalog.VariantId]:
        return [variant.variant_id for variant in self.listing.variants]

    @property
    def path(self) -> str:
        return f"/toko/{self.slug}/{self.listing_id.hex}"


@dataclass
class Shopper:
    """Somebody in a browser who fills in whatever form a page shows them, over the market behind it."""

    browser: Browser
    database: Database
    clock: FixedClock
    stalls: tuple[Stall, Stall]
    gateway: Sandbox
    client: MidtransClient

    async def read(self, path: str) -> ReadPage:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("location"))
        return read_page(answer.text)

    async def view(self, path: str) -> Any:
        answer = await self.browser.get(path, Accept="application/json")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.json()

    async def send(self, form: Form, *, press: str | None = None, without: str = "", **typed: str) -> Any:
        """Send a form as it stands, with these fields as typed, by the button of a name or the first that has none."""
        pairs = {control.name: control.value for control in form.controls if control.is_on and control.name != without}
        button = next((button for button in form.buttons if (button.name or None) == press), None)
        if button is not None and button.name:
            pairs[button.name] = button.value
        assert form.action
        return await self.browser.post(form.action, pairs | {name: value for name, value in typed.items() if value != "-"})

    async def fill_basket(self, *wanted: tuple[int, int, int]) -> None:
        """Put (stall, variant, units) in."""
        for stall, variant, units in wanted:
            found = self.stalls[stall]
            page = await self.read(f"{found.path}?varian={found.variants[variant]}")
            answer = await self.send(form_to(page, "/keranjang/tambah"), quantity=str(units))
            assert (answer.status_code, answer.headers["location"]) == (303, "/keranjang")

    async def checkout(self) -> ReadPage:
        """The checkout with an address given."""
        page = await self.read("/checkout")
        answer = await self.send(form_to(page, "/checkout/alamat"), **ADDRESS)
        assert answer.status_code == 303, answer.text
        return await self.read(answer.headers["location"])

    async def order(self, *wanted: tuple[int, int, int], method: str = "qris") -> str:
        """From the basket to the address of the page that asks for money."""
        await self.fill_basket(*wanted)
        answer = await self.send(form_to(await self.checkout(), "/checkout"), metode=method)
        assert answer.status_code == 303, read_page(answer.text).words
        return str(answer.headers["location"])

    async def pay(self, bill: str) -> None:
        """Pay at the bank, and let the market hear of it."""
        async with self.database.unit_of_work() as uow:
            cursor = await (await uow.driver()).execute(
                "select payment_id from market.purchase where purchase_id = %s", [bill.rsplit("/", 1)[1]]
            )
            row = await cursor.fetchone()
        assert row is not None
        self.gateway.control(f"/sandbox/pay/{row[0]}").raise_for_status()
        for heard in self.gateway.told.wait(str(row[0]), 2):
            await payments.accept_notification(self.database, self.client, heard.body, server_key=KEY)
        await self.react()

    async def react(self) -> None:
        for reaction in orders.reactions():
            while await react_once(self.database, reaction):
                pass

    async def follow(self, order_id: str, stall: Stall, to: orders.OrderStatus) -> None:
        """The seller packs a paid order, and its parcel gets somewhere."""
        key = orders.OrderKey(stall.shop_id, UUID(order_id))
        async with self.database.unit_of_work() as uow:
            await orders.pack_order(uow, trading.SELLER, key)
            await orders.follow_parcel(uow, key, to)


def form_to(page: ReadPage, action: str) -> Form:
    return next(form for form in page.forms if form.action == action)


@pytest.fixture(scope="session")
def find_form() -> Any:
    return form_to


@pytest.fixture(scope="module")
def running_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("bank")
    with listening() as told, running("padu.demo.sandboxes.midtrans", told, "--server-key", KEY, "--folder", str(folder)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def running_depot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("depot")
    with listening() as told, running("padu.demo.sandboxes.biteship", told, "--api-key", "key", "--folder", str(folder)) as sandbox:
        yield sandbox


async def build_stall(database: Database, name: str, slug: str, postal_code: str) -> Stall:
    shop_id, warehouse_id = sellers.ShopId(new_id()), sellers.WarehouseId(new_id())
    listing = catalog.NewListing(
        shop_id=shop_id,
        listing_id=catalog.ListingId(new_id()),
        title=f"Kaos <i>{name}",
        category_slug="fashion-pria",
        weight_grams=400,
        variants=tuple(
            catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(price), name=colour, position=position)
            for position, (colour, price) in enumerate([("Merah", 45_000), ("Biru", 47_500)])
        ),
    )
    stall = Stall(slug, shop_id, warehouse_id, listing)
    async with database.unit_of_work() as uow:
        await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name=name, joined_at=uow.clock.now(), postal_code=postal_code)])
        await sellers.open_warehouses(uow, [sellers.NewWarehouse(shop_id=shop_id, warehouse_id=warehouse_id, is_default=True)])
        await catalog.publish_listings(uow, [listing])
        await trading.shelve(uow, stall, 40, 3)
    return stall


@pytest.fixture
async def sari(  # noqa: PLR0913 - a person, a market and two gateways
    *, shop: Browser, committed_market: Any, clock: FixedClock, open_market_person: Any, running_bank: Sandbox, running_depot: Sandbox
) -> AsyncIterator[Shopper]:
    """Sari, signed in, before two shops that sell."""
    database = open_database(committed_market.app_url, clock)
    await open_market_person("shopper", login="sari")
    await open_market_person("shopper", login="budi")
    stalls = [
        await build_stall(database, name, slug, code)
        for name, slug, code in (("Batik Ayu", "batik-ayu", "55281"), ("Kopi Gayo", "kopi-gayo", "24552"))
    ]
    await shop.submit("/masuk", "/masuk", login="sari", password=PASSWORD)
    running_bank.switch()
    running_depot.switch()
    async with (
        MidtransClient(MidtransAccess(running_bank.url, KEY, timeout_seconds=3)) as gateway,
        MidtransClient(MidtransAccess(running_bank.url, KEY, timeout_seconds=3)) as client,
        BiteshipClient(BiteshipAccess(running_depot.url, "key", timeout_seconds=3)) as couriers,
    ):
        state = shop.client.app.state
        state.basket_count = cart.basket_count
        state.trade = Trade(couriers=couriers, gateway=gateway, book=state.law_book, deadlines=trading.DEADLINES)
        # The site runs in a loop of its own, so the test hears the bank by a client of its own.
        yield Shopper(shop, database, clock, (stalls[0], stalls[1]), running_bank, client)
    running_bank.switch()
    running_depot.switch()
    await database.close()
