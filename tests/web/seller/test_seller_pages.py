"""The seller centre over real orders: what it shows, what it changes, and to whom it is closed."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.running_sandboxes import free_port, listening, running
from tests.web.browser import Browser

from padu.kernel.ids import new_id
from padu.market.parcels import BiteshipAccess, BiteshipClient

pytestmark = pytest.mark.anyio
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests
KEY = "biteship_test.made-up"
ROOMS = ("/penjual", "/penjual/pesanan", "/penjual/saldo", "/penjual/produk")


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


async def test_the_first_screen_says_what_to_do_and_how_it_goes(as_sari: Browser, bazaar: Any) -> None:
    batik, kopi = bazaar.sari
    late = await bazaar.order(batik, 2)
    bazaar.clock.advance(dt.timedelta(hours=40))
    await bazaar.order(batik, 33)
    await bazaar.order(batik, 1, paid=False)
    await bazaar.order(kopi)
    await bazaar.order(bazaar.budi)
    page = await as_sari.get("/penjual?toko=batik-sari")
    view = (await as_sari.get("/penjual?toko=batik-sari", Accept="application/json")).json()
    tasks = view["day"]["tasks"]
    assert (tasks["to_pack"], tasks["to_send"], tasks["urgent"], tasks["late"]) == (2, 0, 1, 0)
    assert view["day"]["waiting"][0]["order_id"] == str(late)  # the most urgent first
    assert view["day"]["sales"]["orders"] == 1  # in Jakarta the first was ordered the day before yesterday
    assert view["day"]["sales"]["today"][-1] == 33 * 45_000 + 10_000
    assert view["day"]["suggestion"]["kind"] == "restock"
    assert (view["day"]["suggestion"]["sold"], view["day"]["suggestion"]["left"]) == (35, 4)
    assert "Terjual 35 unit dalam 28 hari, tinggal 4; cukup untuk 3,2 hari" in page.text
    assert "Kaos &lt;b&gt;Batik Sari" in page.text
    assert f'action="/penjual/pesanan/{late}/kemas"' in page.text
    bazaar.clock.advance(dt.timedelta(hours=9))
    assert "Terlambat sejak" in (await as_sari.get("/penjual?toko=batik-sari")).text


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.usefixtures("bazaar")
async def test_every_room_is_for_sellers_and_stands_for_one_without_a_shop(shop: Browser, open_market_person: Any, path: str) -> None:
    assert (await shop.get(path)).headers["location"] == f"/masuk?lanjut={path}"
    await open_market_person("shopper", login="joko")
    await shop.submit("/masuk", "/masuk", login="joko", password=PASSWORD)
    assert (await shop.get(path)).status_code == 403
    await shop.leave()
    await open_market_person("seller", login="baru")
    await shop.submit("/masuk", "/masuk", login="baru", password=PASSWORD)
    for language in ("id", "en"):
        answer = await shop.get(path, **{"Accept-Language": language})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|javascript:", answer.text)
        assert answer.text.count("<h1") == 1
    assert (await shop.get(path + "?toko=batik-sari")).status_code == 404


async def test_nothing_of_another_shop_is_seen_or_changed(as_sari: Browser, bazaar: Any) -> None:
    theirs = await bazaar.order(bazaar.budi)
    for path in (*(f"{room}?toko=toko-budi" for room in ROOMS), f"/penjual/pesanan/{theirs}", "/penjual/pesanan.csv?toko=toko-budi"):
        assert (await as_sari.get(path)).status_code == 404, path
    token = {"_csrf_token": await as_sari.form_token()}
    assert (await as_sari.post(f"/penjual/pesanan/{theirs}/kemas", token)).status_code == 404
    assert (await as_sari.post(f"/penjual/pesanan/{theirs}/kirim", token)).status_code == 404
    own = await bazaar.order(bazaar.sari[0])
    both = await as_sari.post("/penjual/pesanan/kemas", {**token, "pesanan": [str(own), str(theirs)]})
    assert both.status_code == 404
    assert [await bazaar.status_of(each) for each in (own, theirs)] == ["paid", "paid"]
    for toko in ("batik-sari", "kopi-sari"):
        for room in ROOMS:
            assert "Budi" not in (await as_sari.get(f"{room}?toko={toko}")).text


async def test_an_order_is_packed_and_its_address_shows_while_it_is_needed(as_sari: Browser, bazaar: Any, shop: Browser) -> None:
    batik = bazaar.sari[0]
    order_id = await bazaar.order(batik, paid=False)
    address = f"/penjual/pesanan/{order_id}"
    before = await as_sari.get(address)
    assert "Jl. Melati 5" not in before.text
    assert "Jangan kirim apa pun dulu" in before.text
    order_id = await bazaar.order(batik)
    address = f"/penjual/pesanan/{order_id}"
    paid = await as_sari.get(address)
    assert "Jl. Melati 5" in paid.text
    assert "6281234567890" in paid.text
    answer = await as_sari.submit(address, f"{address}/kemas")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert await bazaar.status_of(order_id) == "packed"
    again = await as_sari.post(f"{address}/kemas", {"_csrf_token": await as_sari.form_token()})
    assert again.status_code == 303  # a doubled click changes nothing
    packed = await as_sari.get(address)
    assert "Pesan kurir JNE REG" in packed.text
    steps = (await as_sari.get(address, Accept="application/json")).json()["order"]["steps"]
    assert [(step["status"], step["by"]) for step in steps][-1] == ("packed", "seller")
    async with bazaar.database.unit_of_work() as uow:
        cursor = await (await uow.driver()).execute(
            "select count(*) from market.order_transition where order_id = %s and to_status = 'packed'", [order_id]
        )
        assert await cursor.fetchone() == (1,)
    assert (await shop.post(f"{address}/kemas", {})).status_code == 403


async def test_a_courier_is_asked_for_once(as_sari: Browser, bazaar: Any) -> None:
    order_id = await bazaar.order(bazaar.sari[0])
    address = f"/penjual/pesanan/{order_id}"
    token = {"_csrf_token": await as_sari.form_token()}
    await as_sari.post(f"{address}/kirim", token)  # not packed yet
    assert (await as_sari.get(address, Accept="application/json")).json()["parcels"] == []
    await as_sari.submit(address, f"{address}/kemas")
    for _ in range(2):
        answer = await as_sari.submit(address, f"{address}/kirim")
        assert (answer.status_code, answer.headers["location"]) == (303, address)
    page = await as_sari.get(address)
    assert "Kurir sedang dipesankan" in page.text
    assert len((await as_sari.get(address, Accept="application/json")).json()["parcels"]) == 1


async def test_the_courier_that_the_buyer_chose_is_booked_at_once_or_asked_again(
    as_sari: Browser, bazaar: Any, committed_market: Any, tmp_path: Path
) -> None:
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.warehouse set postal_code = '40382', city = 'Bandung'")
    order_id = await bazaar.order(bazaar.sari[0])
    address = f"/penjual/pesanan/{order_id}"
    await as_sari.submit(address, f"{address}/kemas")
    async with BiteshipClient(BiteshipAccess(f"http://127.0.0.1:{free_port()}", KEY, timeout_seconds=0.5)) as away:
        as_sari.client.app.state.couriers = away
        assert (await as_sari.submit(address, f"{address}/kirim")).status_code == 303
    silent = await as_sari.get(address)
    assert "Kurir belum menjawab" in silent.text
    assert "127.0.0.1" not in silent.text
    arguments = ("--api-key", KEY, "--folder", str(tmp_path / "couriers"))
    with listening() as told, running("padu.demo.sandboxes.biteship", told, *arguments) as sandbox:
        async with BiteshipClient(BiteshipAccess(sandbox.url, KEY)) as couriers:
            as_sari.client.app.state.couriers = couriers
            for _ in range(2):
                assert (await as_sari.post(f"{address}/kirim", {"_csrf_token": await as_sari.form_token()})).status_code == 303
    (parcel,) = (await as_sari.get(address, Accept="application/json")).json()["parcels"]
    assert (parcel["state"], parcel["company"], parcel["service"]) == ("booked", "jne", "reg")
    assert parcel["waybill"] in (await as_sari.get(address)).text


async def test_many_are_packed_at_once_and_it_says_how_many(as_sari: Browser, bazaar: Any) -> None:
    batik = bazaar.sari[0]
    wanted = [await bazaar.order(batik) for _ in range(3)]
    unpaid = await bazaar.order(batik, paid=False)
    page = await as_sari.get("/penjual/pesanan?toko=batik-sari&status=paid")
    assert sorted(re.findall(r'name="pesanan" value="([^"]+)"', page.text)) == sorted(map(str, wanted))
    form = {"_csrf_token": await as_sari.form_token(), "toko": "batik-sari", "pesanan": [str(each) for each in (*wanted, unpaid)]}
    answer = await as_sari.post("/penjual/pesanan/kemas", form)
    assert answer.headers["location"] == "/penjual/pesanan?toko=batik-sari&status=paid&dikemas=3&gagal=1"
    told = (await as_sari.get(answer.headers["location"])).text
    assert "3 pesanan ditandai sudah dikemas." in told
    assert "1 pesanan tidak bisa ditandai" in told
    assert [await bazaar.status_of(each) for each in (*wanted, unpaid)] == ["packed"] * 3 + ["awaiting_payment"]
    for bad in ("x", str(new_id()) + "0", "0" * 32 + "\x00"):
        assert (await as_sari.post("/penjual/pesanan/kemas", {**form, "pesanan": [bad]})).status_code == 400


async def test_the_list_is_paged_filtered_and_exported_whole(as_sari: Browser, bazaar: Any) -> None:
    batik = bazaar.sari[0]
    placed = []
    for number in range(5):
        bazaar.clock.advance(dt.timedelta(minutes=number))
        placed.append(str(await bazaar.order(batik)))
    await bazaar.order(bazaar.sari[1])
    listed = (await as_sari.get("/penjual/pesanan?toko=batik-sari", Accept="application/json")).json()["lines"]
    assert [line["order_id"] for line in listed] == placed[::-1]
    assert (await as_sari.get("/penjual/pesanan?toko=batik-sari&status=shipped", Accept="application/json")).json()["lines"] == []
    exported = await as_sari.get("/penjual/pesanan.csv?toko=batik-sari&status=paid")
    assert exported.headers["content-type"].startswith("text/csv")
    assert 'filename="pesanan-batik-sari.csv"' in exported.headers["content-disposition"]
    rows = rows_of(exported.text)
    assert [row["order_id"] for row in rows] == placed[::-1]
    assert {row["total_idr"] for row in rows} == {"55000"}
    for secret in ("Melati", "Sari Dewi", "62812"):
        assert secret not in exported.text
    for address in ("?status=apa", "?setelah=!!", "?dikemas=-1", "?dikemas=1e3", f"?toko={'x' * 121}"):
        assert (await as_sari.get(f"/penjual/pesanan{address}")).status_code == 400
    assert (await as_sari.get("/penjual/pesanan/bukan-id")).status_code == 404


async def test_the_balance_tells_what_each_posting_was(as_sari: Browser, bazaar: Any) -> None:
    batik = bazaar.sari[0]
    done, held = await bazaar.order(batik, 2), await bazaar.order(batik)
    await bazaar.receive(batik, done, new_id())
    view = (await as_sari.get("/penjual/saldo?toko=batik-sari", Accept="application/json")).json()
    share = view["balances"]["hak"]["rupiah"]
    assert view["balances"]["tertahan"]["rupiah"] == 55_000
    assert 0 < share < 90_000
    assert [(entry["order_id"], entry["amount"]["rupiah"], entry["line"]["kind"]) for entry in view["entries"]] == [
        (str(done), share, "order_completed")
    ]
    page = await as_sari.get("/penjual/saldo?toko=batik-sari&akun=tertahan")
    assert "Pembeli membayar" in page.text
    assert f'href="/penjual/pesanan/{held}"' in page.text
    rows = rows_of((await as_sari.get("/penjual/saldo.csv?toko=batik-sari&akun=tertahan")).text)
    assert sum(int(row["amount_idr"]) for row in rows) == 55_000
    assert {row["kind"] for row in rows} == {"order_paid", "order_completed"}
    assert (await as_sari.get("/penjual/saldo?akun=platform_commission")).status_code == 400
    finished = await as_sari.get(f"/penjual/pesanan/{done}")
    assert "Jl. Melati 5" not in finished.text  # it has arrived; nobody needs the address any more
    assert "Alamat lengkap hanya tampil" in finished.text


async def test_the_listings_show_their_stock_and_what_the_law_says(as_sari: Browser, bazaar: Any, committed_market: Any) -> None:
    batik = bazaar.sari[0]
    view = (await as_sari.get("/penjual/produk?toko=batik-sari", Accept="application/json")).json()
    (product,) = view["products"]
    assert (product["stock"], product["listing"]["variants"], product["findings"]) == (43, 2, [])
    assert (await as_sari.get(product["address"])).status_code == 200
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute(
            "insert into oversight.finding (finding_id, occasion, subject, pack, question, profile, rule_id, outcome, law, article,"
            " confidence, message_id, message_en, facts, parameters, missing, first_on, first_at)"
            " values (%s, 'listing', %s, 'id', 'listing.publish', 'strict_frontend', 'certificate.sni', 'block', 'Permendag 31/2023',"
            " 'Pasal 5', 'A', 'Nomor SNI tidak ada.', 'The SNI number is missing.', '{}', '{}', '{}', '2024-02-01', now())",
            [new_id(), f"listing:{batik.listing_id}"],
        )
        connection.execute("update market.listing set status = 'blocked' where listing_id = %s", [batik.listing_id])
    page = await as_sari.get("/penjual/produk?toko=batik-sari&status=blocked")
    assert "Nomor SNI tidak ada." in page.text
    assert "Permendag 31/2023, Pasal 5" in page.text
    assert f"/toko/batik-sari/{batik.listing_id.hex}" not in page.text
    assert (await as_sari.get("/penjual/produk?toko=batik-sari&status=active", Accept="application/json")).json()["products"] == []
