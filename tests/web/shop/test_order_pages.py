"""A buyer's orders over HTTP: listed by status, told with what comes next, received and given up where that can be."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.market import trading

from padu.kernel.ids import new_id
from padu.market.orders import OrderStatus, rules

pytestmark = pytest.mark.anyio


async def paid_order(sari: Any) -> str:
    bill = await sari.order((0, 0, 2))
    order_id = (await sari.view(bill))["bills"][0]["order_id"]
    await sari.pay(bill)
    return str(order_id)


def actions(page: Any, order_id: str) -> set[str]:
    return {form.action.rsplit("/", 1)[1] for form in page.forms if (form.action or "").startswith(f"/pesanan/{order_id}/")}


async def act(sari: Any, order_id: str, verb: str, **typed: str) -> Any:
    page = await sari.read(f"/pesanan/{order_id}")
    return await sari.send(next(form for form in page.forms if form.action == f"/pesanan/{order_id}/{verb}"), **typed)


async def test_an_order_tells_its_life_and_what_comes_next(sari: Any) -> None:
    bill = await sari.order((0, 0, 2))
    order_id = (await sari.view(bill))["bills"][0]["order_id"]
    page = await sari.read(f"/pesanan/{order_id}")
    assert "bayar sebelum 2 Feb 2024 10.00 WIB" in page.words
    assert "Sari <b>Dewi" in page.words
    assert actions(page, order_id) == {"batal"}
    await sari.pay(bill)
    sari.clock.advance(dt.timedelta(hours=1))
    await sari.follow(order_id, sari.stalls[0], OrderStatus.SHIPPED)
    page = await sari.read(f"/pesanan/{order_id}")
    assert actions(page, order_id) == set()
    assert "Berikutnya, paket sampai di alamatmu" in page.words
    view = await sari.view(f"/pesanan/{order_id}")
    assert [step["status"] for step in view["steps"]] == ["awaiting_payment", "paid", "packed", "shipped"]
    assert view["total"]["rupiah"] == view["goods"]["rupiah"] + view["shipping"]["rupiah"] > 90_000
    assert view["things"][0]["amount"]["rupiah"] == 90_000


async def test_the_buyer_receives_and_the_order_is_completed_once(sari: Any) -> None:
    order_id = await paid_order(sari)
    await sari.follow(order_id, sari.stalls[0], OrderStatus.DELIVERED)
    page = await sari.read(f"/pesanan/{order_id}")
    assert "Pesanan selesai" not in page.words
    form = next(form for form in page.forms if form.action == f"/pesanan/{order_id}/terima")
    for _ in range(2):
        answer = await sari.send(form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pesanan/{order_id}")
    page = await sari.read(f"/pesanan/{order_id}")
    assert "Pesanan selesai" in page.words
    assert actions(page, order_id) == set()


async def test_a_courier_who_tells_nothing_is_not_waited_for_for_ever(sari: Any) -> None:
    order_id = await paid_order(sari)
    await sari.follow(order_id, sari.stalls[0], OrderStatus.SHIPPED)
    assert actions(await sari.read(f"/pesanan/{order_id}"), order_id) == set()
    unasked = await sari.browser.post(f"/pesanan/{order_id}/terima", {"_csrf_token": await sari.browser.form_token()})
    assert unasked.status_code == 409
    assert (await sari.view(f"/pesanan/{order_id}"))["status"] == "shipped"
    sari.clock.advance(dt.timedelta(days=1))
    assert (await act(sari, order_id, "terima")).status_code == 303
    assert (await sari.view(f"/pesanan/{order_id}"))["status"] == "completed"


async def test_an_unpaid_purchase_is_given_up_as_a_whole(sari: Any) -> None:
    bill = await sari.order((0, 0, 1), (1, 0, 1))
    first, second = (each["order_id"] for each in (await sari.view(bill))["bills"])
    assert "seluruh pembelian ini ikut batal" in (await sari.read(f"/pesanan/{first}")).words
    assert (await act(sari, first, "batal", reason="changed_mind")).status_code == 303
    for each in (first, second):
        page = await sari.read(f"/pesanan/{each}")
        assert "Dibatalkan" in page.words
        assert "berubah pikiran" in page.words
    assert (await sari.view(bill))["stage"] == "cancelled"


async def test_a_paid_order_is_given_up_until_it_is_packed_and_its_money_comes_back(sari: Any) -> None:
    order_id = await paid_order(sari)
    assert (await act(sari, order_id, "batal", reason="too_slow")).status_code == 303
    view = await sari.view(f"/pesanan/{order_id}")
    assert (view["status"], [back["state"] for back in view["refunds"]]) == ("cancelled", ["wanted"])
    assert view["refunds"][0]["amount"] == view["total"]
    late = await paid_order(sari)
    page = await sari.read(f"/pesanan/{late}")
    form = next(form for form in page.forms if form.action == f"/pesanan/{late}/batal")
    await sari.follow(late, sari.stalls[0], OrderStatus.SHIPPED)
    answer = await sari.send(form)
    assert answer.status_code == 409
    assert "sudah sampai di langkah lain" in answer.text
    assert (await sari.view(f"/pesanan/{late}"))["status"] == "shipped"


async def test_orders_are_anothers_secret(sari: Any) -> None:
    order_id = await paid_order(sari)
    await sari.follow(order_id, sari.stalls[0], OrderStatus.DELIVERED)
    await sari.browser.leave()
    assert (await sari.browser.get(f"/pesanan/{order_id}")).headers["location"] == f"/masuk?lanjut=/pesanan/{order_id}"
    await sari.browser.submit("/masuk", "/masuk", login="budi", password="kuda lumping biru")  # noqa: S106 - made up
    assert (await sari.view("/pesanan"))["orders"] == []
    token = {"_csrf_token": await sari.browser.form_token()}
    for answer in (
        await sari.browser.get(f"/pesanan/{order_id}"),
        await sari.browser.post(f"/pesanan/{order_id}/terima", token),
        await sari.browser.post(f"/pesanan/{order_id}/batal", token),
        await sari.browser.get(f"/pesanan/{new_id()}"),
    ):
        assert answer.status_code == 404
    async with sari.database.unit_of_work() as uow:
        assert await trading.status_of(uow, order_id) == "delivered"


async def test_the_list_is_filtered_in_the_address_and_paged(sari: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_UNPAID", 100)
    assert "Belum ada pesanan" in (await sari.read("/pesanan")).words
    placed = [(await sari.view(await sari.order((0, 0, 1), (1, 0, 1))))["bills"] for _ in range(11)]
    ids = [bill["order_id"] for bills in placed for bill in bills]
    page = await sari.view("/pesanan")
    assert len(page["orders"]) == 20
    rest = await sari.view(f"/pesanan?setelah={page['next']}")
    assert sorted(order["order_id"] for order in page["orders"] + rest["orders"]) == sorted(ids)
    assert [order["order_id"] for order in page["orders"] + rest["orders"]] == sorted(ids, reverse=True)
    assert rest["next"] is None
    assert len((await sari.view("/pesanan?status=belum-bayar"))["orders"]) == 20
    assert "Tidak ada pesanan di sini" in (await sari.read("/pesanan?status=selesai")).words
    for wrong in ("status=apa", "setelah=!!!", "pembelian=1"):
        assert (await sari.browser.get(f"/pesanan?{wrong}")).status_code == 400
