"""The checkout over HTTP, with the couriers' and the payments' sandboxes as separate programs."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
import re
from typing import Any

import psycopg
import pytest

from padu.demo.journey.read_page import Form, read_page
from padu.kernel.ids import new_id
from padu.market.orders import rules
from padu.market.orders.commands import check_out as checking

pytestmark = pytest.mark.anyio


def courier_names(form: Form) -> list[str]:
    return sorted({control.name for control in form.controls if control.name.startswith("kurir-")})


def couriers_of(form: Form, name: str) -> list[str]:
    return [control.value for control in form.controls if control.name == name]


def count(committed_market: Any, table: str) -> int:
    with psycopg.connect(committed_market.owner_url) as connection:
        row = connection.execute(f"select count(*) from market.{table}".encode()).fetchone()
    return row[0] if row else 0


async def test_without_an_address_only_that_is_asked_for(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    page = await sari.read("/checkout")
    assert "Isi alamat dulu" in page.words
    form = find_form(page, "/checkout")
    assert not courier_names(form)
    answer = await sari.send(form, metode="qris")
    assert answer.status_code == 422
    assert "Pilih alamat tujuannya dulu" in answer.text


async def test_an_address_is_checked_field_by_field_and_kept_once(sari: Any, find_form: Any, committed_market: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.read("/checkout"), "/checkout/alamat")
    right = {"recipient": "Sari", "phone": "0812 3456 7890", "street": "Jl. Melati 5", "city": "Bandung", "province": "Jawa Barat"}
    for field, value in (("recipient", " "), ("phone", "12"), ("street", ""), ("city", ""), ("province", ""), ("postal_code", "04013")):
        answer = await sari.send(form, **{**right, "postal_code": "40132", field: value})
        assert answer.status_code == 422
        assert f'id="salah-{field}"' in answer.text
        assert answer.text.count("aria-invalid") == 1
        again = find_form(read_page(answer.text), "/checkout/alamat")
        assert again.value_of("address_id") == form.value_of("address_id")
        assert again.value_of("phone") == (value if field == "phone" else right["phone"])
    assert count(committed_market, "address") == 0
    for _ in range(2):
        answer = await sari.send(form, **right, postal_code="40132")
        assert answer.headers["location"] == f"/checkout?alamat={form.value_of('address_id')}"
    (kept,) = (await sari.view("/checkout"))["addresses"]
    assert (kept["phone"], kept["postal_code"]) == ("6281234567890", "40132")
    # Only its owner changes it, and may have it forgotten.
    changing = find_form(await sari.read(f"/checkout?ubah={kept['address_id']}"), "/checkout/alamat")
    assert changing.value_of("recipient") == "Sari"
    await sari.send(changing, recipient="Dewi")
    assert [each["recipient"] for each in (await sari.view("/checkout"))["addresses"]] == ["Dewi"]
    assert (await sari.browser.get(f"/checkout?ubah={new_id()}")).status_code == 404
    token = {"_csrf_token": changing.value_of("_csrf_token")}
    gone = await sari.browser.post(f"/checkout/alamat/{kept['address_id']}/hapus", token)
    assert gone.status_code == 303
    assert (await sari.view("/checkout"))["addresses"] == []


async def test_couriers_stand_by_price_then_name_and_the_cheapest_is_chosen_first(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1), (1, 0, 1))
    page = await sari.checkout()
    view = await sari.view("/checkout")
    assert len(view["parts"]) == 2
    for part in view["parts"]:
        offered = [(choice["price"]["rupiah"], choice["name"]) for choice in part["couriers"]]
        assert offered == sorted(offered)
        assert len(offered) == 5
        assert [choice["is_chosen"] for choice in part["couriers"]] == [True, False, False, False, False]
    assert view["methods"] == sorted(view["methods"])
    assert view["shipping"]["rupiah"] == sum(part["shipping"]["rupiah"] for part in view["parts"])
    form = find_form(page, "/checkout")
    assert form.value_of("total") == str(view["goods"]["rupiah"] + view["shipping"]["rupiah"])
    assert form.value_of("metode") is None
    assert len(courier_names(form)) == 2


async def test_a_total_never_changes_without_being_told_and_nothing_is_placed_on_the_old_one(
    sari: Any, find_form: Any, committed_market: Any
) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    (name,) = courier_names(form)
    dearest = couriers_of(form, name)[-1]
    refreshed = await sari.send(form, press="aksi", **{name: dearest})
    assert refreshed.status_code == 200
    assert re.search(r"Totalnya berubah dari Rp[\d.]+ menjadi Rp[\d.]+", refreshed.text)
    answer = await sari.send(form, metode="bca", **{name: dearest})
    assert answer.status_code == 422
    assert "Totalnya berubah" in answer.text
    assert count(committed_market, "purchase") == 0
    again = find_form(read_page(answer.text), "/checkout")
    assert (again.value_of(name), again.value_of("metode")) == (dearest, "bca")
    placed = await sari.send(again)
    assert placed.status_code == 303
    with psycopg.connect(committed_market.owner_url) as connection:
        row = connection.execute("select total_idr, courier_company || ':' || courier_service from market.shop_order").fetchone()
    assert row == (int(again.value_of("total") or 0), dearest)


async def test_htmx_gets_the_part_that_choosing_changes(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    pairs = {control.name: control.value for control in form.controls if control.is_on} | {"aksi": "perbarui"}
    answer = await sari.browser.post("/checkout", pairs, **{"HX-Request": "true", "HX-Target": "bagian-checkout"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="bagian-checkout"')
    assert "<html" not in answer.text
    assert "Totalnya berubah" not in answer.text


async def test_without_a_way_to_pay_it_is_asked_for_in_place(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    for method in ("-", "kartu"):
        answer = await sari.send(form, metode=method)
        assert answer.status_code == 422
        assert "Pilih cara bayarnya dulu" in answer.text


async def test_who_has_many_purchases_to_pay_is_led_to_them(sari: Any, find_form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_UNPAID", 1)
    await sari.order((0, 0, 1))
    await sari.fill_basket((0, 0, 1))
    answer = await sari.send(find_form(await sari.checkout(), "/checkout"), metode="qris")
    assert answer.status_code == 422
    assert "menunggu dibayar" in answer.text
    assert 'href="/pesanan?status=belum-bayar"' in answer.text


async def test_a_doubled_click_places_once(sari: Any, find_form: Any, committed_market: Any) -> None:
    await sari.fill_basket((0, 0, 1), (1, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    answers = await asyncio.gather(*(sari.send(form, metode="qris") for _ in range(3)))
    late = await sari.send(form, metode="qris")
    places = {answer.headers.get("location") for answer in (*answers, late)}
    assert places == {f"/bayar/{form.value_of('checkout_id')}"}
    assert count(committed_market, "purchase") == 1
    assert count(committed_market, "shop_order") == 2
    assert (await sari.view("/keranjang"))["shops"] == []


def sell_out_on_placing(committed_market: Any, variant_id: object, left: int) -> None:
    """Somebody else is faster: the last units go in the very moment of placing."""
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute(
            "create function market.be_faster() returns trigger language plpgsql as $$ begin"
            " update market.stock set on_hand = tg_argv[1]::integer where variant_id = tg_argv[0]::uuid; return new; end $$"
        )
        connection.execute(
            "create trigger be_faster after insert on market.purchase for each row"
            f" execute function market.be_faster('{variant_id}', '{left}')".encode()
        )


async def test_what_sold_out_meanwhile_is_told_in_place_and_nothing_is_paid(sari: Any, find_form: Any, committed_market: Any) -> None:
    await sari.fill_basket((0, 1, 3))
    form = find_form(await sari.checkout(), "/checkout")
    sell_out_on_placing(committed_market, sari.stalls[0].variants[1], 1)
    answer = await sari.send(form, metode="qris")
    assert answer.status_code == 409
    words = read_page(answer.text).words
    assert "diminta 3, stok tinggal 1" in words
    assert "Belum ada yang dipesan dan belum ada yang dibayar" in words
    assert count(committed_market, "payment") == 0
    fresh = find_form(read_page(answer.text), "/checkout")
    assert fresh.value_of("checkout_id") != form.value_of("checkout_id")


async def test_one_shop_short_is_told_before_paying_for_the_other(sari: Any, find_form: Any, committed_market: Any) -> None:
    await sari.fill_basket((0, 1, 3), (1, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    sell_out_on_placing(committed_market, sari.stalls[0].variants[1], 0)
    answer = await sari.send(form, metode="qris")
    page = await sari.read(answer.headers["location"])
    assert "Sebagian tidak jadi dipesan" in page.words
    assert "Batik Ayu" in page.words
    view = await sari.view(answer.headers["location"])
    assert [bill["shop"] for bill in view["bills"]] == ["Kopi Gayo"]
    assert view["total"]["rupiah"] == view["bills"][0]["total"]["rupiah"]


async def test_what_the_law_forbids_is_refused_with_its_article_and_still_recorded(
    sari: Any, find_form: Any, committed_market: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    # As if the button stood in the social app.
    monkeypatch.setattr(checking, "_HERE", {**checking._HERE, "checkout.front": "social"})
    answer = await sari.send(form, metode="qris")
    assert answer.status_code == 422
    words = read_page(answer.text).words
    assert re.search(r"Dasarnya .+, .+\. Belum ada yang dipesan dan belum ada yang dibayar\.", words)
    assert count(committed_market, "purchase") == 0
    assert (await sari.view("/keranjang"))["units"] == 1
    with psycopg.connect(committed_market.owner_url) as connection:
        told = connection.execute("select count(*) from platform.event where kind like 'finding%'").fetchone()
    assert told is not None
    assert told[0] >= 1


async def test_where_couriers_or_the_origin_fail_it_is_said_and_nothing_can_be_placed(
    sari: Any, find_form: Any, committed_market: Any, running_depot: Any
) -> None:
    await sari.fill_basket((0, 0, 1), (1, 0, 1))
    await sari.checkout()
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.shop set postal_code = '' where shop_id = %s", [sari.stalls[0].shop_id])
    page = await sari.read("/checkout")
    assert "belum mencantumkan asal pengirimannya" in page.words
    assert "Total sementara" in page.words
    answer = await sari.send(find_form(page, "/checkout"), metode="qris")
    assert answer.status_code == 422
    assert "Ongkos kirim belum diketahui untuk semua toko" in answer.text
    running_depot.switch(unavailable_calls=50)
    assert "Kurir sedang tidak menjawab" in (await sari.read("/checkout")).words


async def test_without_a_trade_the_checkout_says_that_it_is_closed(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    sari.browser.client.app.state.trade = None
    assert "Checkout sedang ditutup" in (await sari.read("/checkout")).words
    assert (await sari.send(form, metode="qris")).status_code == 422


async def test_nobody_orders_with_anothers_address_or_basket(sari: Any, find_form: Any, committed_market: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.checkout(), "/checkout")
    address_id = form.value_of("alamat")
    await sari.browser.leave()
    await sari.browser.submit("/masuk", "/masuk", login="budi", password="kuda lumping biru")  # noqa: S106 - made up
    await sari.fill_basket((1, 0, 1))
    own = find_form(await sari.checkout(), "/checkout")
    answer = await sari.send(own, metode="qris", alamat=address_id or "")
    assert answer.status_code == 422
    assert count(committed_market, "purchase") == 0


async def test_an_empty_basket_has_no_checkout(sari: Any) -> None:
    assert (await sari.browser.get("/checkout")).headers["location"] == "/keranjang"
