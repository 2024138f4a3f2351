"""Open a payment at the gateway."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.market.payments import store
from padu.market.payments.midtrans import MidtransClient
from padu.market.payments.types import ChargeRequest, PaymentError, PaymentState, PaymentView
from padu.platform.unit_of_work import Database

_MINUTE = dt.timedelta(minutes=1)
# Whoever wrote a payment down opens it within moments; after this it is taken that they died.
_ABANDONED_AFTER = dt.timedelta(seconds=15)


async def open_payment(database: Database, gateway: MidtransClient, payment_id: UUID) -> PaymentView:
    """Charge a payment that was written down, and keep how its buyer pays; returns it as it stands then.

    May be repeated, also after a death between the charge and the keeping: the gateway takes it for the same charge. Where the gateway
    fails or refuses, that is noted with the payment and not raised. Errors: `payments.unknown`.
    """
    async with database.unit_of_work() as uow:
        found = await store.find_payment(uow, payment_id)
        items = await store.items_of(uow, payment_id) if found else ()
        now = uow.clock.now()
    if found is None:
        raise PaymentError("payments.unknown", "there is no such payment", where=f"payment {payment_id}")
    minutes = (found.pay_by - now) // _MINUTE
    if found.is_open or found.facts.state is not PaymentState.PENDING or minutes < 1:
        return found
    request = ChargeRequest(
        order_id=str(payment_id), amount=found.amount, method=found.method, items=items, expires_after=minutes * _MINUTE
    )
    try:
        charge = await gateway.charge(request)
    except PaymentError as error:
        async with database.unit_of_work() as uow:
            await store.save_failure(uow, payment_id, error.code)
            return await store.find_payment(uow, payment_id) or found
    async with database.unit_of_work() as uow:
        await store.save_charge(uow, payment_id, charge)
        return await store.find_payment(uow, payment_id) or found


async def open_waiting(database: Database, gateway: MidtransClient, limit: int = 50) -> None:
    """Job: open the payments that whoever wrote them down did not come to open."""
    async with database.unit_of_work() as uow:
        waiting = await store.payments_to_open(uow, uow.clock.now() - _ABANDONED_AFTER, limit)
    for payment_id in waiting:
        await open_payment(database, gateway, payment_id)
