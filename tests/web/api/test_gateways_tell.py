"""The gateways' webhooks over HTTP: what the sandboxes really post is taken, and everything else is refused by its own status."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State
from tests.running_sandboxes import Sandbox, free_port, listening, running

from padu.kernel.clock import SystemClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import payments
from padu.market.parcels import BiteshipAccess, BiteshipClient
from padu.market.payments import ChargeItem, MidtransAccess, MidtransClient, NewPayment, PaymentMethod, PaymentState
from padu.platform.unit_of_work import Database, open_database
from padu.web.api import Webhooks, webhooks_router

pytestmark = pytest.mark.anyio

KEY, SECRET = "SB-Mid-server-made-up", "agreed-with-the-gateway"


def speaking_to(app: Litestar) -> httpx.AsyncClient:
    # In the test's own event loop, in which the clients of the gateways live.
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop.localhost:8000")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with listening() as told, running("padu.demo.sandboxes.midtrans", told, "--server-key", KEY, "--folder", str(folder)) as sandbox:
        yield sandbox


@pytest.fixture
async def database(committed_market: Any) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
async def bank(gateway: Sandbox) -> AsyncIterator[MidtransClient]:
    async with MidtransClient(MidtransAccess(gateway.url, KEY)) as client:
        yield client


@pytest.fixture
async def hooks(database: Database, bank: MidtransClient) -> AsyncIterator[httpx.AsyncClient]:
    async with BiteshipClient(BiteshipAccess(f"http://127.0.0.1:{free_port()}", "key")) as couriers:
        told = Webhooks(gateway=bank, couriers=couriers, payments_server_key=KEY, couriers_webhook_secret=SECRET)
        app = Litestar([webhooks_router()], state=State({"database": database, "webhooks": told}), openapi_config=None, logging_config=None)
        async with speaking_to(app) as client:
            yield client


async def a_payment(database: Database, bank: MidtransClient) -> payments.PaymentView:
    wanted = NewPayment(
        payment_id=new_id(),
        buyer_id=new_id(),
        purchase_id=new_id(),
        method=PaymentMethod.QRIS,
        amount=Money(24_145),
        items=(ChargeItem(item_id="kopi", name="Kopi", price=Money(24_145)),),
        pay_by=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1),
    )
    async with database.unit_of_work() as uow:
        await payments.request_payments(uow, [wanted])
    return await payments.open_payment(database, bank, wanted.payment_id)


async def test_what_the_gateway_posts_is_taken(
    hooks: httpx.AsyncClient, gateway: Sandbox, database: Database, bank: MidtransClient
) -> None:
    opened = await a_payment(database, bank)
    gateway.control(f"/sandbox/pay/{opened.payment_id}").raise_for_status()
    for heard in gateway.told.wait(str(opened.payment_id), 2):
        answer = await hooks.post("/webhooks/midtrans", content=heard.body)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    async with database.unit_of_work() as uow:
        paid = await payments.payment_of(uow, opened.buyer_id, opened.payment_id)
    assert paid is not None
    assert paid.facts.state is PaymentState.PAID


async def test_what_is_not_the_gateways_is_refused(
    hooks: httpx.AsyncClient, gateway: Sandbox, database: Database, bank: MidtransClient
) -> None:
    opened = await a_payment(database, bank)
    raw = gateway.told.wait(str(opened.payment_id), 1)[0].body
    for body, status in ((b"", 400), (b"{}", 400), (raw[:-20], 400), (raw.replace(b"24145.00", b"1.00"), 403), (b"\xff\xfe", 400)):
        answer = await hooks.post("/webhooks/midtrans", content=body)
        assert answer.status_code == status, body
        assert KEY not in answer.text


async def test_a_gateway_that_cannot_be_asked_back_shall_tell_again(database: Database, gateway: Sandbox, bank: MidtransClient) -> None:
    opened = await a_payment(database, bank)
    raw = gateway.told.wait(str(opened.payment_id), 1)[0].body
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with MidtransClient(MidtransAccess(nowhere, KEY)) as away, BiteshipClient(BiteshipAccess(nowhere, "key")) as couriers:
        told = Webhooks(gateway=away, couriers=couriers, payments_server_key=KEY, couriers_webhook_secret=SECRET)
        app = Litestar([webhooks_router()], state=State({"database": database, "webhooks": told}), openapi_config=None, logging_config=None)
        async with speaking_to(app) as client:
            answer = await client.post("/webhooks/midtrans", content=raw)
    assert (answer.status_code, answer.json()) == (503, {"status": "payments.unanswered"})


async def test_couriers_show_their_secret(hooks: httpx.AsyncClient) -> None:
    told = b'{"event": "order.status", "order_id": "unknown", "status": "delivered"}'
    for headers, body, status in (
        ({}, told, 403),
        ({"X-Biteship-Signature": "a guess"}, told, 403),
        ({"X-Biteship-Signature": SECRET}, told, 503),
        ({"X-Biteship-Signature": SECRET}, b"{", 400),
        ({"X-Biteship-Signature": SECRET}, b"", 200),
    ):
        answer = await hooks.post("/webhooks/biteship", content=body, headers=headers)
        assert answer.status_code == status, (headers, body)
