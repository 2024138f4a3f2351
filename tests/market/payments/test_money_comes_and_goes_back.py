"""Payments in the database against the gateway's sandbox: opened once, believed when confirmed, refunded once, whatever is lost."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.market.trading import DEADLINES, order, shelve, status_of, wish
from tests.running_sandboxes import Sandbox, free_port, listening, running

from padu.kernel.clock import FixedClock
from padu.market import ledger, orders, payments, stock
from padu.market.orders import ActorKind, Mover, OrderKey
from padu.market.payments import ChargeRequest, MidtransAccess, MidtransClient, PaymentError, PaymentMethod, PaymentState
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

pytestmark = pytest.mark.anyio

KEY = "SB-Mid-server-made-up"
Build = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
def running_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with listening() as told, running("padu.demo.sandboxes.midtrans", told, "--server-key", KEY, "--folder", str(folder)) as sandbox:
        yield sandbox


@pytest.fixture
def gateway(running_gateway: Sandbox) -> Iterator[Sandbox]:
    running_gateway.switch()
    yield running_gateway
    running_gateway.switch()


@pytest.fixture
async def client(gateway: Sandbox) -> AsyncIterator[MidtransClient]:
    async with MidtransClient(MidtransAccess(gateway.url, KEY)) as opened:
        yield opened


@pytest.fixture
def now() -> FixedClock:
    return FixedClock(dt.datetime.now(dt.UTC))


@pytest.fixture
async def database(committed_market: Any, now: FixedClock) -> AsyncIterator[Database]:
    opened = open_database(committed_market.app_url, now)
    yield opened
    await opened.close()


class Buyer:
    """One purchase of one shop, placed, and what became of it."""

    def __init__(self, database: Database, small: Any, wanted: orders.WantedPurchase, placed: orders.PlacedPurchase) -> None:
        assert placed.payment_id is not None
        self.database, self.small, self.wanted = database, small, wanted
        self.payment_id: UUID = placed.payment_id
        self.key = OrderKey(small.shop_id, placed.order_ids[0])

    async def react(self) -> None:
        while await react_once(self.database, orders.reactions()[0]):
            pass

    async def payment(self) -> payments.PaymentView:
        async with self.database.unit_of_work() as uow:
            found = await payments.payment_of(uow, self.wanted.buyer_id, self.payment_id)
            assert found is not None
            return found

    async def status(self) -> str:
        async with self.database.unit_of_work() as uow:
            return await status_of(uow, self.key.order_id)

    async def refunds(self) -> tuple[payments.RefundView, ...]:
        async with self.database.unit_of_work() as uow:
            return await payments.refunds_of(uow, self.payment_id)

    async def owed(self) -> dict[ledger.Account, int]:
        async with self.database.unit_of_work() as uow:
            return {account: amount.rupiah for account, amount in (await ledger.balances(uow, self.small.shop_id)).items() if amount}


async def buy(database: Database, build_market: Build, method: PaymentMethod = PaymentMethod.QRIS) -> Buyer:
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
        await shelve(uow, small, 5)
        wanted = wish(order(small), method=method)
        (placed,) = await orders.place_purchases(uow, [wanted], DEADLINES)
    return Buyer(database, small, wanted, placed)


async def pay(gateway: Sandbox, buyer: Buyer) -> list[bytes]:
    gateway.control(f"/sandbox/pay/{buyer.payment_id}").raise_for_status()
    return [heard.body for heard in gateway.told.wait(str(buyer.payment_id), 2)]


async def hear(database: Database, client: MidtransClient, raw: bytes) -> bool:
    return await payments.accept_notification(database, client, raw, server_key=KEY)


async def test_a_purchase_is_paid(database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build) -> None:
    buyer = await buy(database, build_market)
    opened = await payments.open_payment(database, client, buyer.payment_id)
    assert opened.is_open
    assert opened.qr_string
    assert await payments.open_payment(database, client, buyer.payment_id) == opened
    for raw in await pay(gateway, buyer):
        await hear(database, client, raw)
    await buyer.react()
    assert (await buyer.payment()).facts.state is PaymentState.PAID
    assert await buyer.status() == "paid"


async def test_whoever_dies_between_the_charge_and_the_keeping_is_healed(
    database: Database, client: MidtransClient, build_market: Build, now: FixedClock
) -> None:
    buyer = await buy(database, build_market)
    view = await buyer.payment()
    async with database.unit_of_work() as uow:
        items = await payments.store.items_of(uow, buyer.payment_id)
    # The charge happened, and then nobody wrote it down.
    charged = await client.charge(ChargeRequest(order_id=str(buyer.payment_id), amount=view.amount, method=view.method, items=items))
    assert not (await buyer.payment()).is_open
    now.advance(dt.timedelta(minutes=1))
    await payments.open_waiting(database, client)
    assert (await buyer.payment()).qr_string == charged.qr_string


async def test_notifications_may_come_twice_and_in_any_order(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build
) -> None:
    buyer = await buy(database, build_market)
    await payments.open_payment(database, client, buyer.payment_id)
    told = await pay(gateway, buyer)
    assert [await hear(database, client, raw) for raw in [*reversed(told), *told]] == [True, False, False, False]
    await buyer.react()
    assert await buyer.status() == "paid"
    async with database.unit_of_work() as uow:
        cursor = await (await uow.driver()).execute("select count(*) from market.payment_notice")
        assert await cursor.fetchone() == (2,)


async def test_what_is_forged_cut_or_of_another_moves_nothing(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build
) -> None:
    buyer = await buy(database, build_market)
    await payments.open_payment(database, client, buyer.payment_id)
    (pending,) = [heard.body for heard in gateway.told.wait(str(buyer.payment_id), 1)]
    told = json.loads(pending)
    lies = {
        "payments.notification_forged": json.dumps({**told, "signature_key": "0" * 128}).encode(),
        "payments.notification_unreadable": pending[: len(pending) // 2],
    }
    for code, lie in lies.items():
        with pytest.raises(PaymentError) as refused:
            await hear(database, client, lie)
        assert refused.value.code == code
    # A swapped status keeps its signature, but the gateway itself is asked.
    swapped = json.dumps({**told, "transaction_status": "cancel"}).encode()
    assert not await hear(database, client, swapped)
    await buyer.react()
    assert (await buyer.payment()).facts.state is PaymentState.PENDING
    assert await buyer.status() == "awaiting_payment"


async def test_a_lost_notification_is_made_up_for_by_asking(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build, now: FixedClock
) -> None:
    buyer = await buy(database, build_market)
    await payments.open_payment(database, client, buyer.payment_id)
    gateway.switch(lost=True)
    gateway.control(f"/sandbox/pay/{buyer.payment_id}").raise_for_status()
    now.advance(dt.timedelta(minutes=5))
    await payments.ask_gateway(database, client)
    await buyer.react()
    assert await buyer.status() == "paid"


async def test_units_go_back_where_nobody_paid_and_the_gateway_takes_no_money_any_more(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build, now: FixedClock
) -> None:
    buyer = await buy(database, build_market)
    await payments.open_payment(database, client, buyer.payment_id)
    await orders.expire_unpaid(database)
    assert await buyer.status() == "awaiting_payment"
    now.advance(DEADLINES.pay_within)
    await orders.expire_unpaid(database)
    assert await buyer.status() == "awaiting_payment"  # word of a payment in the last moment may still come
    now.advance(dt.timedelta(minutes=3))
    await orders.expire_unpaid(database)
    assert await buyer.status() == "cancelled"
    async with database.unit_of_work() as uow:
        assert await stock.units_on_hand(uow, {(buyer.small.shop_id, buyer.small.variants[0])}) == {
            (buyer.small.shop_id, buyer.small.variants[0]): 5
        }
        jobs = await (await uow.driver()).execute("select task_name, args from procrastinate.procrastinate_jobs")
        ((name, args),) = await jobs.fetchall()
    assert (name, args) == ("payments.close_payments", {"payment_ids": [str(buyer.payment_id)]})
    await payments.close_payments(database, client, **args)
    assert (await buyer.payment()).facts.state is PaymentState.CANCELLED
    assert gateway.control(f"/sandbox/pay/{buyer.payment_id}").is_error


async def test_what_was_given_up_before_it_was_opened_is_never_opened(
    database: Database, client: MidtransClient, build_market: Build, now: FixedClock
) -> None:
    buyer = await buy(database, build_market)
    async with database.unit_of_work() as uow:
        await orders.cancel_order(uow, Mover(ActorKind.BUYER, buyer.wanted.buyer_id), buyer.key, "")
    await payments.close_payments(database, client, [str(buyer.payment_id)])
    now.advance(dt.timedelta(minutes=1))
    await payments.open_waiting(database, client)
    assert ((await buyer.payment()).is_open, (await buyer.payment()).facts.state) == (False, PaymentState.CANCELLED)
    with pytest.raises(PaymentError) as unknown:
        await client.status(str(buyer.payment_id))
    assert unknown.value.code == "payments.unknown"


async def late_payment(database: Database, gateway: Sandbox, client: MidtransClient, buyer: Buyer) -> None:
    """The orders were given up, and then the money came."""
    await payments.open_payment(database, client, buyer.payment_id)
    async with database.unit_of_work() as uow:
        await orders.cancel_order(uow, Mover(ActorKind.BUYER, buyer.wanted.buyer_id), buyer.key, "changed my mind")
    for raw in await pay(gateway, buyer):
        await hear(database, client, raw)
    await buyer.react()


async def test_money_that_comes_too_late_goes_back(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build
) -> None:
    buyer = await buy(database, build_market)
    await late_payment(database, gateway, client, buyer)
    assert await buyer.status() == "cancelled"
    assert await buyer.owed() == {ledger.Account.GATEWAY_CLEARING: 55_000, ledger.Account.REFUND_PAYABLE: -55_000}
    await payments.send_refunds(database, client)
    await payments.send_refunds(database, client)
    await buyer.react()
    assert await buyer.owed() == {}
    (refund,) = await buyer.refunds()
    assert refund.state is payments.RefundState.SENT
    assert (await client.status(str(buyer.payment_id))).facts.state is PaymentState.REFUNDED
    assert (await buyer.payment()).facts.refunded.rupiah == 55_000


async def test_a_refund_whose_answer_was_lost_is_not_sent_again(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build
) -> None:
    buyer = await buy(database, build_market)
    await late_payment(database, gateway, client, buyer)
    (wanted,) = await buyer.refunds()
    await client.refund(str(buyer.payment_id), refund_key=str(wanted.refund_id), amount=wanted.amount, reason="x")
    await payments.send_refunds(database, client)
    (refund,) = await buyer.refunds()
    assert refund.state is payments.RefundState.SENT
    assert len((await client.status(str(buyer.payment_id))).refunds) == 1


async def test_a_refund_waits_while_the_gateway_is_away(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build, now: FixedClock
) -> None:
    buyer = await buy(database, build_market)
    await late_payment(database, gateway, client, buyer)
    gateway.switch(unavailable_calls=4)
    await payments.send_refunds(database, client)
    (refund,) = await buyer.refunds()
    assert (refund.state, refund.error) == (payments.RefundState.WANTED, "payments.unavailable")
    gateway.switch()
    await payments.send_refunds(database, client)
    assert (await buyer.refunds())[0].state is payments.RefundState.WANTED
    now.advance(dt.timedelta(minutes=1))
    await payments.send_refunds(database, client)
    assert (await buyer.refunds())[0].state is payments.RefundState.SENT


async def test_a_transfer_that_the_gateway_cannot_undo_waits_for_a_person(
    database: Database, gateway: Sandbox, client: MidtransClient, build_market: Build
) -> None:
    buyer = await buy(database, build_market, PaymentMethod.BCA)
    await late_payment(database, gateway, client, buyer)
    await payments.send_refunds(database, client)
    (refund,) = await buyer.refunds()
    assert refund.state is payments.RefundState.BY_HAND
    async with database.unit_of_work() as uow:
        assert await payments.refunds_by_hand(uow) == (refund,)
        assert await payments.settle_by_hand(uow, refund.payment_id, refund.refund_id)
        assert not await payments.settle_by_hand(uow, refund.payment_id, refund.refund_id)
    await buyer.react()
    assert await buyer.owed() == {}


async def test_a_gateway_that_is_away_is_noted_and_tried_again(database: Database, build_market: Build) -> None:
    buyer = await buy(database, build_market)
    async with MidtransClient(MidtransAccess(f"http://127.0.0.1:{free_port()}", KEY)) as nowhere:
        view = await payments.open_payment(database, nowhere, buyer.payment_id)
    assert (view.is_open, view.error) == (False, "payments.unanswered")


async def test_a_payment_is_its_buyers_alone(market: UnitOfWork, small: Any) -> None:
    await shelve(market, small, 5)
    wanted = wish(order(small))
    (placed,) = await orders.place_purchases(market, [wanted], DEADLINES)
    assert placed.payment_id is not None
    assert await payments.payment_of(market, wanted.buyer_id, placed.payment_id) is not None
    assert await payments.payment_of(market, wanted.purchase_id, placed.payment_id) is None
