"""Ask the gateway about payments of which nothing was heard: notifications get lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import structlog

from padu.market.payments import store
from padu.market.payments.commands.advance_payment import advance_payment, close_unopened
from padu.market.payments.midtrans import MidtransClient
from padu.market.payments.types import PaymentError
from padu.platform.unit_of_work import Database

_SILENT_FOR = dt.timedelta(minutes=1)
# Money sometimes comes for a payment that was closed; that long after its deadline it is still looked for, now and then.
_LATE_UNTIL = dt.timedelta(days=3)
_LATE_EVERY = dt.timedelta(hours=1)


async def ask_gateway(database: Database, gateway: MidtransClient, limit: int = 50) -> None:
    """Job: ask about open payments that were silent for a minute, and hourly about lately closed ones."""
    async with database.unit_of_work() as uow:
        now = uow.clock.now()
        silent = await store.payments_to_ask(
            uow, silent_since=now - _SILENT_FOR, closed_asked_before=now - _LATE_EVERY, closed_after=now - _LATE_UNTIL, limit=limit
        )
    for payment_id in silent:
        await _ask(database, gateway, payment_id)


async def close_payments(database: Database, gateway: MidtransClient, payment_ids: Sequence[str]) -> None:
    """Job: close payments whose orders were cancelled, so that nobody pays them; where money has come already, that is learnt."""
    for payment_id in map(UUID, payment_ids):
        try:
            report = await gateway.cancel(str(payment_id))
        except PaymentError as error:
            if error.code == "payments.refused":
                await _ask(database, gateway, payment_id)
            elif error.code == "payments.unknown":
                async with database.unit_of_work() as uow:
                    await close_unopened(uow, payment_id)
            else:
                raise
        else:
            async with database.unit_of_work() as uow:
                await advance_payment(uow, payment_id, report)


async def _ask(database: Database, gateway: MidtransClient, payment_id: UUID) -> None:
    try:
        report = await gateway.status(str(payment_id))
    except PaymentError as error:
        structlog.get_logger().warning("payment not asked about", payment=str(payment_id), code=error.code)
        async with database.unit_of_work() as uow:
            await store.note_asked(uow, payment_id)
        return
    async with database.unit_of_work() as uow:
        await advance_payment(uow, payment_id, report)
