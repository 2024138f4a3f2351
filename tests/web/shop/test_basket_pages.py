"""The basket over HTTP: what is put in, what changed since, and who may see it."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from padu.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def test_a_product_is_put_into_the_basket_by_its_form_alone(sari: Any, find_form: Any) -> None:
    first, _ = sari.stalls
    page = await sari.read(first.path)
    answer = await sari.send(find_form(page, "/keranjang/tambah"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/keranjang")
    view = await sari.view("/keranjang")
    (thing,) = view["shops"][0]["things"]
    assert (thing["variant_id"], thing["quantity"], thing["amount"]["rupiah"]) == (str(first.variants[0]), 1, 45_000)
    text = (await sari.browser.get("/keranjang")).text
    assert "Kaos &lt;i&gt;Batik Ayu" in text
    assert "Rp45.000" in text
    assert 'aria-label="Keranjang, 1 barang"' in text


async def test_baskets_are_grouped_by_shop_and_counted(sari: Any) -> None:
    await sari.fill_basket((0, 0, 2), (1, 0, 1), (0, 1, 1))
    view = await sari.view("/keranjang")
    assert {shop["shop"]["name"]: shop["goods"]["rupiah"] for shop in view["shops"]} == {
        "Batik Ayu": 2 * 45_000 + 47_500,
        "Kopi Gayo": 45_000,
    }
    assert (view["goods"]["rupiah"], view["units"]) == (182_500, 4)


async def test_units_are_stepped_typed_and_taken_out(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 2))

    async def units() -> list[int]:
        return [thing["quantity"] for shop in (await sari.view("/keranjang"))["shops"] for thing in shop["things"]]

    form = find_form(await sari.read("/keranjang"), "/keranjang/ubah")
    less, more = (button for button in form.buttons if button.name == "langkah")
    pairs = {control.name: control.value for control in form.controls}
    await sari.browser.post(form.action, pairs | {"langkah": more.value})
    assert await units() == [3]
    await sari.browser.post(form.action, pairs | {"langkah": less.value, "quantity": "3"})
    assert await units() == [2]
    await sari.send(form, quantity="17")
    assert await units() == [17]
    for wrong in ("-1", "1000", "dua"):
        assert (await sari.send(form, quantity=wrong)).status_code == 400
    assert await units() == [17]
    await sari.send(form, quantity="0")
    assert await units() == []
    assert "Keranjangmu masih kosong" in (await sari.browser.get("/keranjang")).text


async def test_what_changed_is_said_in_place_until_the_buyer_acts(sari: Any, committed_market: Any, find_form: Any) -> None:
    first, second = sari.stalls
    await sari.fill_basket((0, 0, 2), (0, 1, 3), (1, 0, 1))
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.variant set price_idr = 50000 where variant_id = %s", [first.variants[0]])
        connection.execute("update market.stock set on_hand = 1 where variant_id = %s", [first.variants[1]])
        connection.execute("update market.listing set status = 'inactive' where listing_id = %s", [second.listing_id])
    view = await sari.view("/keranjang")
    changes = {thing["variant_id"]: thing["changes"] for shop in view["shops"] for thing in shop["things"]}
    assert changes == {str(first.variants[0]): ["dearer"], str(first.variants[1]): ["fewer"], str(second.variants[0]): ["gone"]}
    assert view["goods"]["rupiah"] == 100_000
    page = await sari.read("/keranjang")
    assert "Harga naik dari Rp45.000 menjadi Rp50.000" in page.words
    assert "Stok tinggal 1, kamu minta 3" in page.words
    assert "Sudah tidak dijual" in page.words
    take = next(form for form in page.forms if any(button.words == "Ambil 1 saja" for button in form.buttons))
    await sari.send(take, press="quantity")
    after = await sari.read("/keranjang")
    assert "Harga naik" not in after.words
    assert "kamu minta" not in after.words
    assert find_form(after, "/keranjang/ubah")


async def test_what_is_not_sold_does_not_get_in(sari: Any, committed_market: Any, find_form: Any) -> None:
    first, _ = sari.stalls
    form = find_form(await sari.read(first.path), "/keranjang/tambah")
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.shop set status = 'closed' where shop_id = %s", [first.shop_id])
    answer = await sari.send(form)
    assert answer.status_code == 409
    assert "baru saja berhenti dijual" in answer.text
    assert (await sari.send(form, variant_id=str(new_id()))).status_code == 409
    assert (await sari.send(form, variant_id="bukan")).status_code == 400
    page = await sari.read(first.path)
    assert not [form for form in page.forms if form.action == "/keranjang/tambah"]
    assert "Toko sedang tutup" in page.words


async def test_a_variant_that_is_sold_out_cannot_be_pressed(sari: Any, committed_market: Any) -> None:
    first, _ = sari.stalls
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update market.stock set on_hand = 0 where variant_id = %s", [first.variants[0]])
    assert (await sari.view(first.path))["chosen"]["variant_id"] == str(first.variants[1])
    page = await sari.read(f"{first.path}?varian={first.variants[0]}")
    assert "Varian ini sedang habis" in page.words
    assert not [form for form in page.forms if form.action == "/keranjang/tambah"]


async def test_a_basket_is_its_owners_and_needs_a_sign_in_and_a_token(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    form = find_form(await sari.read(sari.stalls[0].path), "/keranjang/tambah")
    assert (await sari.send(form, without="_csrf_token")).status_code == 403
    await sari.browser.leave()
    assert (await sari.browser.get("/keranjang")).headers["location"] == "/masuk?lanjut=/keranjang"
    await sari.browser.submit("/masuk", "/masuk", login="budi", password="kuda lumping biru")  # noqa: S106 - made up
    assert (await sari.view("/keranjang"))["shops"] == []


async def test_buying_at_once_leads_to_the_checkout_of_this_alone(sari: Any, find_form: Any) -> None:
    await sari.fill_basket((1, 0, 2), (0, 0, 5))
    page = await sari.read(sari.stalls[0].path)
    answer = await sari.send(find_form(page, "/keranjang/tambah"), press="lalu", quantity="2")
    assert answer.headers["location"] == f"/checkout?beli={sari.stalls[0].variants[0]}"
    view = await sari.view(answer.headers["location"])
    assert [(part["shop"]["name"], part["goods"]["rupiah"]) for part in view["parts"]] == [("Batik Ayu", 90_000)]
