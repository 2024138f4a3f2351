"""The gateway's client against the gateway's sandbox: two programs and HTTP between them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests.running_sandboxes import Heard, Sandbox, free_port, listening, running

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market.payments import (
    NOTHING_KNOWN,
    Charge,
    ChargeItem,
    ChargeRequest,
    MidtransAccess,
    MidtransClient,
    Notification,
    PaymentError,
    PaymentFacts,
    PaymentMethod,
    PaymentState,
    advance,
    verify_notification,
)

KEY = "SB-Mid-server-made-up"
MODULE = "padu.demo.sandboxes.midtrans"


@pytest.fixture(scope="module")
def running_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with listening() as told, running(MODULE, told, "--server-key", KEY, "--folder", str(folder)) as sandbox:
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


def an_order(method: PaymentMethod = PaymentMethod.QRIS, **changes: object) -> ChargeRequest:
    facts: dict[str, object] = {
        "order_id": f"PADU-{new_id()}",
        "amount": Money(24_145),
        "method": method,
        "items": (ChargeItem(item_id="kopi", name="Kopi Gayo " * 9, price=Money(24_145)),),
    }
    return ChargeRequest(**(facts | changes))


def pay(gateway: Sandbox, charge: Charge | ChargeRequest, query: str = "") -> None:
    gateway.control(f"/sandbox/pay/{charge.order_id}{query}").raise_for_status()


def read(heard: list[Heard]) -> list[Notification]:
    return [verify_notification(each.body, KEY) for each in heard]


def join(notifications: list[Notification]) -> PaymentFacts:
    known = NOTHING_KNOWN
    for each in notifications:
        known = advance(known, each.facts)
    return known


async def refusal(asked: object) -> str:
    with pytest.raises(PaymentError) as refused:
        await asked
    assert KEY not in str(refused.value)
    return refused.value.code


def crc_bit_by_bit(text: str) -> str:
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def fields_of(qris: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while qris:
        tag, length = qris[:2], int(qris[2:4])
        found[tag], qris = qris[4 : 4 + length], qris[4 + length :]
    return found


@pytest.mark.anyio
async def test_a_qris_charge_is_paid_and_its_notification_confirmed(gateway: Sandbox, client: MidtransClient) -> None:
    order = an_order(expires_after=dt.timedelta(minutes=30))
    charge = await client.charge(order)
    assert charge.facts == NOTHING_KNOWN
    assert charge.expires_at == charge.charged_at + dt.timedelta(minutes=30)
    assert abs(charge.charged_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    fields = fields_of(charge.qr_string)
    assert (fields["01"], fields["53"], fields["54"], fields["58"]) == ("12", "360", "24145", "ID")
    assert fields["63"] == crc_bit_by_bit(charge.qr_string[:-4])
    assert crc_bit_by_bit("123456789") == "29B1"  # the checksum's published test value

    pay(gateway, charge)
    pending, settled = read(gateway.told.wait(order.order_id, 2))
    assert (pending.facts.state, settled.facts.state) == (PaymentState.PENDING, PaymentState.PAID)
    report = await client.confirm(settled)
    assert report.facts == PaymentFacts(PaymentState.PAID)
    assert report.transaction_id == charge.transaction_id == settled.transaction_id
    assert report.settled_at is not None
    assert report.settled_at >= charge.charged_at


@pytest.mark.anyio
@pytest.mark.parametrize("method", [PaymentMethod.BCA, PaymentMethod.BNI, PaymentMethod.BRI, PaymentMethod.PERMATA])
async def test_a_bank_gives_a_number_to_transfer_to(gateway: Sandbox, client: MidtransClient, method: PaymentMethod) -> None:
    charge = await client.charge(an_order(method))
    assert charge.va_number.isdecimal()
    assert charge.expires_at == charge.charged_at + dt.timedelta(days=1)
    pay(gateway, charge)
    assert (await client.status(charge.order_id)).facts.state is PaymentState.PAID
    # Transfers cannot be undone through this API: the money needs another way back.
    asked = client.refund(charge.order_id, refund_key="r", amount=Money(1), reason="x")
    assert await refusal(asked) == "payments.refused"


@pytest.mark.anyio
async def test_a_wallet_gives_a_link_where_the_buyer_pays(gateway: Sandbox, client: MidtransClient) -> None:
    charge = await client.charge(an_order(PaymentMethod.GOPAY))
    link = charge.links["deeplink-redirect"]
    assert link.startswith(f"{gateway.url}/")
    page = gateway.call("GET", link.removeprefix(gateway.url))
    assert "24145.00" in page.text
    assert "<button>" in page.text
    assert "settlement" in gateway.call("POST", link.removeprefix(gateway.url), headers={"Accept": "text/html"}).text
    assert (await client.status(charge.order_id)).facts.state is PaymentState.PAID


@pytest.mark.anyio
async def test_a_forged_notification_is_refused_and_the_true_one_believed(gateway: Sandbox, client: MidtransClient) -> None:
    gateway.switch(forged=True)
    order = an_order()
    await client.charge(order)
    forged, true = gateway.told.wait(order.order_id, 2)
    assert json.loads(forged.body)["transaction_status"] == "settlement"
    with pytest.raises(PaymentError) as refused:
        verify_notification(forged.body, KEY)
    assert refused.value.code == "payments.notification_forged"
    assert verify_notification(true.body, KEY).facts == NOTHING_KNOWN
    assert (await client.status(order.order_id)).facts == NOTHING_KNOWN


@pytest.mark.anyio
async def test_doubled_and_disordered_notifications_end_where_orderly_ones_do(gateway: Sandbox, client: MidtransClient) -> None:
    gateway.switch(out_of_order=True)
    order = an_order()
    charge = await client.charge(order)
    gateway.switch(duplicate=True)
    pay(gateway, charge)
    told = read(gateway.told.wait(order.order_id, 3))
    assert [each.status for each in told] == ["settlement", "settlement", "pending"]
    assert join(told) == (await client.status(order.order_id)).facts == PaymentFacts(PaymentState.PAID)


@pytest.mark.anyio
async def test_a_late_notification_comes_after_the_status_already_told_the_truth(gateway: Sandbox, client: MidtransClient) -> None:
    order = an_order()
    charge = await client.charge(order)
    gateway.told.wait(order.order_id, 1)
    gateway.switch(late_seconds=1)
    pay(gateway, charge)
    assert (await client.status(order.order_id)).facts.state is PaymentState.PAID
    await asyncio.sleep(0.5)
    assert len(gateway.told.about(order.order_id)) == 1
    assert join(read(gateway.told.wait(order.order_id, 2))).state is PaymentState.PAID


@pytest.mark.anyio
async def test_a_lost_notification_is_found_by_asking(gateway: Sandbox, client: MidtransClient) -> None:
    gateway.switch(lost=True)
    charge = await client.charge(an_order())
    pay(gateway, charge)
    assert [each["state"] for each in gateway.listed(charge.order_id)] == ["lost", "lost"]
    assert (await client.status(charge.order_id)).facts.state is PaymentState.PAID
    assert gateway.told.about(charge.order_id) == []


@pytest.mark.anyio
async def test_a_notification_that_was_not_accepted_is_sent_again(gateway: Sandbox, client: MidtransClient) -> None:
    gateway.told.refuse_next = 1
    charge = await client.charge(an_order())
    assert len(gateway.told.wait(charge.order_id, 1)) == 1
    assert gateway.told.refuse_next == 0


@pytest.mark.anyio
async def test_money_goes_back_in_parts_and_whole_but_never_twice(gateway: Sandbox, client: MidtransClient) -> None:
    charge = await client.charge(an_order())
    early = client.refund(charge.order_id, refund_key="early", amount=Money(1), reason="not paid yet")
    assert await refusal(early) == "payments.refused"
    pay(gateway, charge)
    part = await client.refund(charge.order_id, refund_key="r-1", amount=Money(4_145), reason="one thing missing")
    assert part.facts == PaymentFacts(PaymentState.PARTLY_REFUNDED, Money(4_145))
    assert [(refund.refund_key, refund.amount) for refund in part.refunds] == [("r-1", Money(4_145))]
    again = client.refund(charge.order_id, refund_key="r-1", amount=Money(4_145), reason="again")
    assert await refusal(again) == "payments.order_taken"
    more = client.refund(charge.order_id, refund_key="r-2", amount=Money(20_001), reason="more than is left")
    assert await refusal(more) == "payments.refused"
    assert (await client.status(charge.order_id)).facts == part.facts
    whole = await client.refund(charge.order_id, refund_key="r-3", amount=Money(20_000), reason="the rest")
    assert whole.facts == PaymentFacts(PaymentState.REFUNDED, Money(24_145))
    assert join(read(gateway.told.wait(charge.order_id, 4))) == whole.facts


@pytest.mark.anyio
async def test_a_cancelled_charge_cannot_be_paid_nor_a_paid_one_cancelled(gateway: Sandbox, client: MidtransClient) -> None:
    cancelled = await client.charge(an_order())
    assert (await client.cancel(cancelled.order_id)).facts.state is PaymentState.CANCELLED
    assert gateway.control(f"/sandbox/pay/{cancelled.order_id}").status_code == 409
    paid = await client.charge(an_order())
    pay(gateway, paid)
    assert await refusal(client.cancel(paid.order_id)) == "payments.refused"
    assert (await client.status(paid.order_id)).facts.state is PaymentState.PAID


@pytest.mark.anyio
async def test_money_after_the_deadline_is_seen(gateway: Sandbox, client: MidtransClient) -> None:
    charge = await client.charge(an_order())
    gateway.call("POST", f"/v2/{charge.order_id}/expire", auth=(KEY, "")).raise_for_status()
    assert (await client.status(charge.order_id)).facts.state is PaymentState.EXPIRED
    assert gateway.control(f"/sandbox/pay/{charge.order_id}").status_code == 409
    pay(gateway, charge, "?after_expiry=1")
    told = read(gateway.told.wait(charge.order_id, 3))
    assert [each.facts.state for each in told] == [PaymentState.PENDING, PaymentState.EXPIRED, PaymentState.PAID]
    assert join(told[::-1]).state is PaymentState.PAID


@pytest.mark.anyio
async def test_a_wrong_key_and_an_unknown_payment_are_said_plainly(gateway: Sandbox, client: MidtransClient) -> None:
    async with MidtransClient(MidtransAccess(gateway.url, "another key")) as stranger:
        order = an_order()
        assert await refusal(stranger.charge(order)) == "payments.key_refused"
    assert await refusal(client.status(order.order_id)) == "payments.unknown"
    assert await refusal(client.cancel(order.order_id)) == "payments.unknown"
    assert "another key" not in repr(MidtransAccess(gateway.url, "another key"))


def test_the_gateway_refuses_items_that_do_not_add_up(gateway: Sandbox) -> None:
    body = {
        "payment_type": "qris",
        "transaction_details": {"order_id": f"PADU-{new_id()}", "gross_amount": 10},
        "item_details": [{"id": "a", "name": "a", "price": 3, "quantity": 3}],
    }
    told = gateway.call("POST", "/v2/charge", json=body, auth=(KEY, ""))
    assert (told.status_code, told.json()["status_code"]) == (200, "400")
    assert "sum of item_details" in told.json()["validation_messages"][0]
    assert gateway.call("POST", "/v2/charge", content=b"{", auth=(KEY, "")).json()["status_code"] == "400"


@pytest.mark.anyio
async def test_a_charge_whose_answer_was_lost_is_the_same_charge_when_repeated(gateway: Sandbox, client: MidtransClient) -> None:
    gateway.switch(unavailable_calls=1, fail_after_doing=True)
    order = an_order()
    charge = await client.charge(order)  # the first attempt charged and failed to say so
    assert charge.qr_string
    assert len(gateway.listed(order.order_id)) == 1
    assert (await client.charge(order)).transaction_id == charge.transaction_id
    other_method = an_order(PaymentMethod.BCA, order_id=order.order_id)
    assert await refusal(client.charge(other_method)) == "payments.order_taken"


@pytest.mark.anyio
async def test_asking_is_repeated_and_changing_is_not(gateway: Sandbox, client: MidtransClient) -> None:
    charge = await client.charge(an_order())
    gateway.switch(unavailable_calls=2)
    assert (await client.status(charge.order_id)).facts == NOTHING_KNOWN
    gateway.switch(unavailable_calls=1)
    assert await refusal(client.cancel(charge.order_id)) == "payments.unavailable"
    assert (await client.status(charge.order_id)).facts == NOTHING_KNOWN


@pytest.mark.anyio
async def test_a_gateway_that_is_not_there_is_unanswered() -> None:
    async with MidtransClient(MidtransAccess(f"http://127.0.0.1:{free_port()}", KEY)) as client:
        assert await refusal(client.cancel("PADU-1")) == "payments.unanswered"


def test_the_gateway_keeps_its_charges_over_a_restart(tmp_path: Path) -> None:
    arguments = ("--server-key", KEY, "--folder", str(tmp_path))
    body = {"payment_type": "qris", "transaction_details": {"order_id": "PADU-kept", "gross_amount": 10}}
    with listening() as told:
        with running(MODULE, told, *arguments) as first:
            first.switch(late_seconds=3)
            assert httpx.post(f"{first.url}/v2/charge", json=body, auth=(KEY, "")).json()["status_code"] == "201"
        assert told.heard == []
        with running(MODULE, told, *arguments) as second:
            status = httpx.get(f"{second.url}/v2/PADU-kept/status", auth=(KEY, "")).json()
            assert (status["transaction_status"], status["gross_amount"]) == ("pending", "10.00")
            assert verify_notification(told.wait("PADU-kept", 1, seconds=10)[0].body, KEY).facts == NOTHING_KNOWN
