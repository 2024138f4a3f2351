"""Take a notification of the gateway's."""

from __future__ import annotations

import hashlib
from uuid import UUID

from padu.market.payments import rules, store
from padu.market.payments.commands.advance_payment import advance_payment
from padu.market.payments.midtrans import MidtransClient
from padu.market.payments.read_notification import verify_notification
from padu.market.payments.types import PaymentError
from padu.platform.unit_of_work import Database


async def accept_notification(database: Database, gateway: MidtransClient, raw: bytes, *, server_key: str) -> bool:
    """Keep a notification with a right signature, ask the gateway itself, and advance the payment; whether more is known now.

    It is asked again whenever the same notification comes, since whoever took it before may have died in between. Raises
    `PaymentError` as `verify_notification`, `MidtransClient.confirm` and `advance_payment` do; the gateway then sends it again.
    """
    told = verify_notification(raw, server_key)
    payment_id = _read_id(told.order_id)
    async with database.unit_of_work() as uow:
        found = await store.find_payment(uow, payment_id)
        if found is None:
            raise _unknown(told.order_id)
        rules.check_matches(told, str(payment_id), found.amount)
        await store.add_notice(uow, payment_id, hashlib.sha256(raw).digest(), raw)
    report = await gateway.confirm(told)
    async with database.unit_of_work() as uow:
        return await advance_payment(uow, payment_id, report)


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unknown(text) from None


def _unknown(text: str) -> PaymentError:
    return PaymentError("payments.unknown", "there is no such payment", where=f"payment {text[:50]!r}", todo="nothing was changed")
