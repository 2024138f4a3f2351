"""Paying over HTTP: the code and the number, by when, and what the page becomes when money comes or does not."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from tests.market.trading import DEADLINES

from padu.kernel.ids import new_id
from padu.market import orders, payments

pytestmark = pytest.mark.anyio
POLL = {"HX-Request": "true", "HX-Target": "keadaan-bayar"}


async def test_a_qris_code_is_drawn_for_its_owner_alone(sari: Any) -> None:
    bill = await sari.order((0, 0, 1), (1, 0, 1))
    view = await sari.view(bill)
    assert view["stage"] == "open"
    assert len(view["bills"]) == 2
    page = await sari.browser.get(bill)
    assert view["qr_string"] in page.text
    assert f'src="{bill}/qris.svg"' in page.text
    assert 'data-countdown="86400"' in page.text
    code = await sari.browser.get(f"{bill}/qris.svg")
    assert code.headers["content-type"].startswith("image/svg+xml")
    assert code.headers["cache-control"] == "private, no-store"
    assert code.text.startswith("<svg")
    await sari.browser.leave()
    assert (await sari.browser.get(f"{bill}/qris.svg")).headers["location"].startswith("/masuk")
    await sari.browser.submit("/masuk", "/masuk", login="budi", password="kuda lumping biru")  # noqa: S106 - made up
    for path in (bill, f"{bill}/qris.svg", f"/pesanan?pembelian={bill.rsplit('/', 1)[1]}", f"/bayar/{new_id()}"):
        assert (await sari.browser.get(path)).status_code == 404
    token = await sari.browser.form_token()
    assert (await sari.browser.post(f"{bill}/coba", {"_csrf_token": token})).status_code == 404


@pytest.mark.parametrize("method", ["bca", "permata"])
async def test_a_bank_gets_a_number(sari: Any, method: str) -> None:
    bill = await sari.order((0, 0, 1), method=method)
    view = await sari.view(bill)
    assert re.fullmatch(r"\d{8,}", view["va_number"])
    page = await sari.read(bill)
    assert view["va_number"] in page.words
    assert "Nomor virtual account" in page.words
    assert (await sari.browser.get(f"{bill}/qris.svg")).status_code == 404


async def test_the_watch_rests_until_something_is_known_and_then_leads_to_the_orders(sari: Any) -> None:
    bill = await sari.order((0, 0, 1), (1, 0, 1))
    assert (await sari.browser.get(f"{bill}?lihat=open", **POLL)).status_code == 204
    other = await sari.browser.get(f"{bill}?lihat=preparing", **POLL)
    assert other.status_code == 200
    assert other.text.lstrip().startswith('<div id="keadaan-bayar"')
    await sari.pay(bill)
    told = await sari.browser.get(f"{bill}?lihat=open", **POLL)
    purchase = bill.rsplit("/", 1)[1]
    assert told.headers["hx-redirect"] == f"/pesanan?pembelian={purchase}"
    plain = await sari.browser.get(bill)
    assert (plain.status_code, plain.headers["location"]) == (303, f"/pesanan?pembelian={purchase}")
    listed = await sari.read(plain.headers["location"])
    assert "Pembayaran diterima" in listed.words
    assert len({link.href for link in listed.links if re.fullmatch(r"/pesanan/[0-9a-f-]{36}", link.href)}) == 2


async def test_a_bill_that_ran_out_has_a_way_on(sari: Any) -> None:
    bill = await sari.order((0, 0, 1))
    sari.clock.advance(DEADLINES.pay_within + dt.timedelta(seconds=1))
    assert (await sari.view(bill))["stage"] == "expired"
    await orders.expire_unpaid(sari.database)
    page = await sari.read(bill)
    assert "Batas waktu bayarnya sudah lewat" in page.words
    assert {"/keranjang", "/pesanan"} <= {link.href for link in page.links}


async def test_a_gateway_that_is_away_loses_no_order_and_is_asked_again(sari: Any) -> None:
    await sari.fill_basket((0, 0, 1))
    checkout = await sari.checkout()
    form = next(form for form in checkout.forms if form.action == "/checkout")
    sari.gateway.switch(unavailable_calls=50)
    answer = await sari.send(form, metode="qris")
    bill = answer.headers["location"]
    view = await sari.view(bill)
    assert (view["stage"], view["qr_string"]) == ("failing", "")
    page = await sari.read(bill)
    sari.gateway.switch()
    again = await sari.send(next(form for form in page.forms if form.action == f"{bill}/coba"))
    assert (again.status_code, again.headers["location"]) == (303, bill)
    assert (await sari.view(bill))["stage"] == "open"


async def test_money_for_a_purchase_that_was_given_up_is_said_to_come_back(sari: Any) -> None:
    bill = await sari.order((0, 0, 1))
    view = await sari.view(bill)
    order_id = view["bills"][0]["order_id"]
    page = await sari.read(f"/pesanan/{order_id}")
    await sari.send(next(form for form in page.forms if form.action == f"/pesanan/{order_id}/batal"))
    assert (await sari.view(bill))["stage"] == "cancelled"
    await sari.pay(bill)
    assert (await sari.view(bill))["stage"] == "too_late"
    assert "Uangmu datang setelah pesanan batal" in (await sari.read(bill)).words
    async with sari.database.unit_of_work() as uow:
        found = await orders.find_purchase(uow, await _buyer(uow, bill), UUID(bill.rsplit("/", 1)[1]))
        assert found is not None
        (refund,) = await payments.refunds_of(uow, found.payment_id)
    assert refund.amount == found.total
    assert "Pengembalian" in (await sari.read(f"/pesanan/{order_id}")).words


async def test_the_demo_links_to_the_sandboxs_bank(sari: Any) -> None:
    bill = await sari.order((0, 0, 1), method="gopay")
    assert not (await sari.view(bill))["bank_page"]
    state = sari.browser.client.app.state
    trade = state.trade
    state.trade = trade.__class__(trade.couriers, trade.gateway, trade.book, trade.deadlines, bank_url=sari.gateway.url)
    view = await sari.view(bill)
    assert view["bank_page"].startswith(f"{sari.gateway.url}/sandbox/pay/")
    assert view["wallet_link"].startswith(sari.gateway.url)
    assert "Bayar di bank percobaan" in (await sari.read(bill)).words


async def _buyer(uow: Any, bill: str) -> UUID:
    cursor = await (await uow.driver()).execute("select buyer_id from market.purchase where purchase_id = %s", [bill.rsplit("/", 1)[1]])
    row = await cursor.fetchone()
    assert row is not None
    return row[0]
