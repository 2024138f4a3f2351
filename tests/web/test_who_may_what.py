"""Every route of the market's site, asked by every kind of visitor: who may not learns nothing, and changes nothing."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from litestar.testing import AsyncTestClient
from tests.market import trading
from tests.web.route_rights import Right, Someone, routes_of, walk
from tests.web.sessions import sign_somebody_in
from tests.web.trial_market import BOOK

from padu.entry.web import create_market_app
from padu.exchange import consent
from padu.exchange.findings import ask
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart, catalog, identity, orders, sellers
from padu.oversight import evidence, rulebook
from padu.platform.settings import Settings
from padu.platform.unit_of_work import UnitOfWork, open_database
from padu.web.ui.templates import STATIC

pytestmark = pytest.mark.anyio
TODAY = dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)
PEOPLE = {"sari": "shopper", "budi": "shopper", "ayu": "seller", "beni": "seller", "opi": "operator", "rena": "regulator"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@dataclass(frozen=True, slots=True)
class Stall:
    """A shop of Ayu's with one listing, as `trading` wants it."""

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


@dataclass(frozen=True, slots=True)
class Town:
    """The site, who comes to it, and what of Sari's and of Ayu's shop stands in it."""

    client: AsyncTestClient[Any]
    visitors: Sequence[Someone]
    stall: Stall
    unpaid: orders.PlacedPurchase
    paid: tuple[UUID, ...]
    address_id: UUID
    receipt_id: UUID
    finding_id: UUID


class _NoMerges:
    """A reader of merges where nothing was merged."""

    async def overview(self, *_: object) -> None:
        return None


@pytest.fixture
async def town(committed_market: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Town]:
    settings = Settings(
        home=tmp_path,
        market_database_url=committed_market.app_url,
        payments_url="http://127.0.0.1:9",
        payments_server_key="k",
        couriers_url="http://127.0.0.1:9",
        couriers_api_key="k",
        couriers_webhook_secret="k",  # noqa: S106 - nobody's
    )
    database = open_database(committed_market.app_url, clock)
    signed = {name: await sign_somebody_in(committed_market.app_url, tmp_path, clock, role) for name, role in PEOPLE.items()}
    async with database.unit_of_work() as uow:
        stall, other = await open_stall(uow, "Batik Ayu"), await open_stall(uow, "Kopi Beni")
        await identity.join_shop(uow, stall.shop_id, signed["ayu"].account_id, identity.StaffRole.OWNER)
        await identity.join_shop(uow, other.shop_id, signed["beni"].account_id, identity.StaffRole.OWNER)
        sari = signed["sari"].account_id
        unpaid, *paid = [await buy(uow, stall, sari, is_paid=number > 0) for number in range(4)]
        address = await cart.keep_address(uow, sari, trading.HOME)
        receipt = await consent.give(uow, sari, consent.CREDIT_CREATOR, language="id")
        finding_id = await find_something(uow)
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.payment set qr_string = 'made up', charged_at = now(), transaction_id = 'x'")
    await evidence.sign_log(database, tmp_path)
    strangers = [Someone("nobody", frozenset()), Someone("a token of no session", frozenset(), "x" * 43)]
    known = [Someone(name, frozenset({role}), signed[name].token) for name, role in PEOPLE.items()]
    app = create_market_app(settings, _NoMerges(), clock=clock)  # pyright: ignore[reportArgumentType] - a reader of no merges
    async with AsyncTestClient(app, base_url="http://shop.localhost:8000", raise_server_exceptions=False) as client:
        order_ids = tuple(one.order_ids[0] for one in paid)
        yield Town(client, [*strangers, *known], stall, unpaid, order_ids, address.address_id, receipt.receipt_id, finding_id)
    await database.close()


async def open_stall(uow: UnitOfWork, name: str) -> Stall:
    shop_id, warehouse_id = sellers.ShopId(new_id()), sellers.WarehouseId(new_id())
    await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name=name, joined_at=uow.clock.now())])
    await sellers.open_warehouses(uow, [sellers.NewWarehouse(shop_id=shop_id, warehouse_id=warehouse_id, is_default=True)])
    listing = catalog.NewListing(
        shop_id=shop_id,
        listing_id=catalog.ListingId(new_id()),
        title=f"Kaos <b>{name}",
        category_slug="fashion-pria",
        variants=(catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(45_000), name="Merah", position=0),),
    )
    await catalog.publish_listings(uow, [listing])
    stall = Stall((await sellers.shops_by_id(uow, [shop_id]))[shop_id].slug, shop_id, warehouse_id, listing)
    await trading.shelve(uow, stall, 40)
    return stall


async def buy(uow: UnitOfWork, stall: Stall, buyer_id: UUID, *, is_paid: bool) -> orders.PlacedPurchase:
    wanted = trading.wish(trading.order(stall), buyer_id=buyer_id)
    (placed,) = await trading.place(uow, wanted)
    if is_paid:
        await trading.told_payment(uow, wanted, placed)
    return placed


async def find_something(uow: UnitOfWork) -> UUID:
    facts = {
        "flow.registered": False,
        "flow.recorded": True,
        "flow.purpose_registered": True,
        "flow.personal_fields": frozenset({"phone"}),
    }
    await ask(uow, BOOK, "handoff.cross", facts, subject="handoff:1", occasion="handoff")
    await rulebook.KEEP_FINDINGS.react(uow, list(uow.told))
    return (await rulebook.list_findings(uow, rulebook.FindingQuery(), limit=1))[0].finding_id


def everybodys(town: Town) -> list[Right]:
    asset = next(path.name for path in (STATIC / "assets").iterdir() if path.suffix == ".css")
    return [
        Right("GET", "/"),
        Right("GET", "/kategori/{slug:str}", address="/kategori/fashion-pria"),
        Right("GET", "/cari", address="/cari?q=kaos"),
        Right("GET", "/toko/{slug:str}", address=f"/toko/{town.stall.slug}"),
        Right("GET", "/toko/{slug:str}/{name:str}", address=f"/toko/{town.stall.slug}/{town.stall.listing_id.hex}"),
        Right("GET", "/masuk", (200, 303)),
        Right("POST", "/masuk", 422, form={"login": "x", "password": "y"}),
        Right("GET", "/masuk/kode", (200, 303)),
        Right("POST", "/masuk/kode", 422),
        Right("GET", "/daftar", (200, 303)),
        Right("POST", "/daftar", 422),
        Right("GET", "/serah-terima", 403, address="/serah-terima?t=x"),
        Right("POST", "/serah-terima", 403, form={"t": "x"}),
        Right("GET", "/exchange/v1/cards", 401),
        Right("GET", "/exchange/v1/attribution", 401),
        Right("POST", "/webhooks/midtrans", 400),
        Right("POST", "/webhooks/biteship", 403),
        Right("GET", "/static/assets/{file_path:path}", address=f"/static/assets/{asset}"),
        Right("HEAD", "/static/assets/{file_path:path}", address=f"/static/assets/{asset}"),
        Right("GET", "/pictures/{codepoint:str}/{seed:str}/{name:str}", address="/pictures/1f455/1/200.webp"),
        Right("GET", "/emoji/{name:str}", address="/emoji/1f455.webp"),
        Right("GET", "/healthz"),
    ]


def shoppers(town: Town) -> list[Right]:
    bill, order, home = f"/bayar/{town.unpaid.purchase_id}", f"/pesanan/{town.unpaid.order_ids[0]}", f"/checkout/alamat/{town.address_id}"
    thing = {"shop_id": str(town.stall.shop_id), "variant_id": str(town.stall.variants[0]), "quantity": "1"}
    return [
        Right("GET", "/keranjang", role="shopper"),
        Right("POST", "/keranjang/tambah", 303, role="shopper", form=thing),
        Right("POST", "/keranjang/ubah", 303, role="shopper", form=thing),
        Right("GET", "/checkout", role="shopper", address=f"/checkout?alamat={town.address_id}"),
        Right("POST", "/checkout/alamat/{address_id:uuid}/hapus", 303, "shopper", "sari", others=303, address=f"{home}/hapus"),
        Right("POST", "/checkout/alamat", 303, role="shopper", form=another_home(town)),
        Right("POST", "/checkout", (303, 422), "shopper", form=saris_purchase(town)),
        Right("GET", "/bayar/{purchase_id:uuid}", role="shopper", mine="sari", address=bill),
        Right("GET", "/bayar/{purchase_id:uuid}/qris.svg", role="shopper", mine="sari", address=f"{bill}/qris.svg"),
        Right("POST", "/bayar/{purchase_id:uuid}/coba", 303, "shopper", "sari", address=f"{bill}/coba"),
        Right("GET", "/pesanan", role="shopper"),
        Right("GET", "/pesanan/{order_id:uuid}", role="shopper", mine="sari", address=order),
        Right("POST", "/pesanan/{order_id:uuid}/terima", 409, "shopper", "sari", address=f"{order}/terima"),
        Right("POST", "/pesanan/{order_id:uuid}/batal", 303, "shopper", "sari", address=f"{order}/batal"),
        Right("GET", "/akun/izin", role="shopper"),
        Right("POST", "/akun/izin/{receipt_id:uuid}/cabut", 303, "shopper", "sari", address=f"/akun/izin/{town.receipt_id}/cabut"),
    ]


def another_home(town: Town) -> dict[str, str]:
    """An address of another person's under the id of Sari's."""
    typed = {"address_id": str(town.address_id), "recipient": "Lain", "phone": "081234567890", "street": "Jl. Lain", "city": "Bogor"}
    return {**typed, "province": "Jawa Barat", "postal_code": "16111"}


def saris_purchase(town: Town) -> dict[str, str]:
    """A checkout that names Sari's purchase and Sari's address."""
    return {"checkout_id": str(town.unpaid.purchase_id), "total": "1", "alamat": str(town.address_id), "metode": "qris"}


def sellers_(town: Town) -> list[Right]:
    first, second = (f"/penjual/pesanan/{order_id}" for order_id in town.paid[:2])
    own, several = f"?toko={town.stall.slug}", {"pesanan": str(town.paid[2])}
    return [
        Right("GET", "/penjual", role="seller", mine="ayu", address=f"/penjual{own}"),
        Right("GET", "/penjual/pesanan", role="seller", mine="ayu", address=f"/penjual/pesanan{own}"),
        Right("GET", "/penjual/pesanan.csv", role="seller", mine="ayu", address=f"/penjual/pesanan.csv{own}"),
        Right("POST", "/penjual/pesanan/kemas", 303, "seller", "ayu", form=several),
        Right("GET", "/penjual/pesanan/{order_id:uuid}", role="seller", mine="ayu", address=first),
        Right("POST", "/penjual/pesanan/{order_id:uuid}/kemas", 303, "seller", "ayu", address=f"{second}/kemas"),
        Right("POST", "/penjual/pesanan/{order_id:uuid}/kirim", 303, "seller", "ayu", address=f"{second}/kirim"),
        Right("GET", "/penjual/saldo", role="seller", mine="ayu", address=f"/penjual/saldo{own}"),
        Right("GET", "/penjual/saldo.csv", role="seller", mine="ayu", address=f"/penjual/saldo.csv{own}"),
        Right("GET", "/penjual/produk", role="seller", mine="ayu", address=f"/penjual/produk{own}"),
    ]


def watchers(town: Town) -> list[Right]:
    finding = f"/operations/findings/{town.finding_id}"
    decision = {"verdict": "accepted", "reason": "dilihat"}
    opened = {"reason": "mulai", "confirm": "yes"}
    exports = ("temuan", "gerbang", "langkah", "alur", "daftar-alur", "saldo", "pembukuan", "log", "titik-periksa")
    pages = ("", "/temuan", "/alur", "/buku-besar", "/bukti", "/bukti/berkas")
    return [
        Right("GET", "/operations", role="operator"),
        Right("GET", "/operations/merge", role="operator"),
        Right("GET", "/operations/merge/quarantine.csv", 404, "operator"),
        Right("GET", "/operations/trial", role="operator"),
        Right("POST", "/operations/trial/{step:str}", 409, "operator", address="/operations/trial/open", form=opened),
        Right("GET", "/operations/findings", role="operator"),
        Right("POST", "/operations/findings/{finding_id:uuid}", (303, 409), "operator", address=finding, form=decision),
        Right("POST", "/operations/findings/{finding_id:uuid}/batal", (303, 409), "operator", address=f"{finding}/batal", form=decision),
        *(Right("GET", f"/pengawas{page}", role="regulator") for page in pages),
        *(Right("GET", f"/pengawas/{name}.csv", role="regulator") for name in exports),
        Right("GET", "/pengawas/temuan/{finding_id:uuid}", role="regulator", address=f"/pengawas/temuan/{town.finding_id}"),
    ]


async def test_every_route_answers_each_visitor_as_the_table_says(town: Town, committed_market: Any) -> None:
    rights = [*everybodys(town), *shoppers(town), *sellers_(town), *watchers(town), Right("POST", "/keluar", 303)]
    await walk(town.client, rights, town.visitors, owner_url=committed_market.owner_url)


async def test_an_id_of_somebody_elses_in_a_form_leads_to_nothing_of_theirs(town: Town, committed_market: Any) -> None:
    def of_sari() -> list[Any]:
        with psycopg.connect(committed_market.owner_url) as connection:
            rows = (
                "select to_jsonb(a) from market.address a where recipient = 'Sari Dewi' union all select to_jsonb(p) from market.purchase p"
            )
            return connection.execute(rows.encode()).fetchall()

    before, client = of_sari(), town.client
    budi = next(one for one in town.visitors if one.name == "budi")
    client.cookies.set("padu_session", budi.token)
    await client.get("/keranjang")
    thing = {"shop_id": str(town.stall.shop_id), "variant_id": str(town.stall.variants[0])}
    forms = {"/keranjang/tambah": thing, "/checkout": saris_purchase(town), "/checkout/alamat": another_home(town)}
    for path, form in forms.items():
        sent = {"_csrf_token": client.cookies["padu_csrf"], **form}
        answer = await client.post(path, data=sent, headers={"Accept": "text/html"}, follow_redirects=False)
        assert answer.status_code in {303, 422}
        assert "Melati" not in answer.text
    shown = await client.get(f"/checkout?alamat={town.address_id}", headers={"Accept": "text/html"})
    assert "Jl. Lain" in shown.text
    assert "Melati" not in shown.text
    assert of_sari() == before


async def test_every_form_is_refused_without_its_pages_token(town: Town, committed_market: Any) -> None:
    del committed_market
    client = town.client
    for method, path in sorted(routes_of(client.app)):
        if method != "POST" or path.startswith("/webhooks/"):
            continue
        address = path
        for name in ("address_id", "purchase_id", "order_id", "receipt_id", "finding_id"):
            address = address.replace(f"{{{name}:uuid}}", str(new_id()))
        for one in town.visitors:
            client.cookies.clear()
            if one.token:
                client.cookies.set("padu_session", one.token)
            answer = await client.post(address.replace("{step:str}", "open"), data={}, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (403, "page.form_expired"), (path, one.name)
