"""A process that dies by SIGKILL between the gateway's charge and writing it down leaves one charge, and another finds how it is paid."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.market.trading import DEADLINES
from tests.running_sandboxes import listening, running

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import payments
from padu.market.payments import ChargeItem, MidtransAccess, MidtransClient, NewPayment, PaymentMethod
from padu.platform.unit_of_work import open_database

pytestmark = pytest.mark.anyio

KEY = "SB-Mid-server-made-up"
# Opens a payment as a server does, and is killed at the moment at which the answer would be written down.
DYING = """
import asyncio, os, signal, sys, uuid
from padu.kernel.clock import SystemClock
from padu.market import payments
from padu.market.payments import MidtransAccess, MidtransClient, store
from padu.platform.unit_of_work import open_database

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def main(url, gateway, key, payment_id):
    store.save_charge = die
    async with MidtransClient(MidtransAccess(gateway, key)) as client:
        await payments.open_payment(open_database(url, SystemClock()), client, uuid.UUID(payment_id))

asyncio.run(main(*sys.argv[1:]))
"""


async def test_one_charge_and_its_code_is_found(committed_market: Any, tmp_path: Path) -> None:
    now = FixedClock(dt.datetime.now(dt.UTC))
    database = open_database(committed_market.app_url, now)
    payment_id, buyer = new_id(), new_id()
    async with database.unit_of_work() as uow:
        wanted = NewPayment(
            payment_id=payment_id,
            buyer_id=buyer,
            purchase_id=new_id(),
            method=PaymentMethod.QRIS,
            amount=Money(24_145),
            items=(ChargeItem(item_id="kopi", name="Kopi", price=Money(24_145)),),
            pay_by=now.now() + DEADLINES.pay_within,
        )
        await payments.request_payments(uow, [wanted])
    with listening() as told, running("padu.demo.sandboxes.midtrans", told, "--server-key", KEY, "--folder", str(tmp_path)) as gateway:
        arguments = (committed_market.app_url, gateway.url, KEY, str(payment_id))
        dying = await asyncio.create_subprocess_exec(sys.executable, "-c", DYING, *arguments)
        assert await dying.wait() == -signal.SIGKILL
        assert len(gateway.told.wait(str(payment_id), 1)) == 1
        async with database.unit_of_work() as uow:
            before = await payments.payment_of(uow, buyer, payment_id)
        assert before is not None
        assert not before.is_open
        now.advance(dt.timedelta(minutes=1))
        async with MidtransClient(MidtransAccess(gateway.url, KEY)) as client:
            await payments.open_waiting(database, client)
            report = await client.status(str(payment_id))
        async with database.unit_of_work() as uow:
            after = await payments.payment_of(uow, buyer, payment_id)
        assert after is not None
        assert after.is_open
        assert after.qr_string
        cursor = gateway.listed(str(payment_id))
        assert len(cursor) == 1
        assert report.amount == Money(24_145)
    await database.close()
