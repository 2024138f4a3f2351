"""Send money back to buyers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from padu.events.market import RefundSent
from padu.market.payments import store
from padu.market.payments.commands.advance_payment import advance_payment
from padu.market.payments.midtrans import MidtransClient
from padu.market.payments.types import PaymentError, PaymentReport, RefundState, RefundView, RefundWish
from padu.platform.unit_of_work import Database, UnitOfWork

# Longer than a call to the gateway takes, so that nobody sends what another is sending.
_CLAIM = dt.timedelta(minutes=2)
_FIRST_PAUSE = dt.timedelta(seconds=30)
_TRY_AGAIN = frozenset({"payments.unanswered", "payments.unavailable", "payments.answer_unreadable", "payments.key_refused"})


async def request_refunds(uow: UnitOfWork, wishes: Sequence[RefundWish]) -> None:
    """Ask for money to go back; a wish that was written down already changes nothing."""
    await store.add_refunds(uow, wishes)


async def send_refunds(database: Database, gateway: MidtransClient, limit: int = 50) -> None:
    """Job: send what waits. What the gateway cannot send waits for a person; where it fails, it is asked again later."""
    async with database.unit_of_work() as uow:
        waiting = await store.refunds_to_send(uow, limit)
    for payment_id, refund_id in waiting:
        async with database.unit_of_work() as uow:
            claimed = await store.claim_refund(uow, payment_id, refund_id, uow.clock.now() + _CLAIM)
        if claimed is not None:
            await _send(database, gateway, claimed)


async def settle_by_hand(uow: UnitOfWork, payment_id: UUID, refund_id: UUID) -> bool:
    """Note that a person has sent a refund that the gateway could not; whether it was waiting for that."""
    found = await store.find_refund(uow, payment_id, refund_id)
    if found is None or found.state is not RefundState.BY_HAND:
        return False
    await _note_sent(uow, found)
    return True


async def _send(database: Database, gateway: MidtransClient, wish: RefundView) -> None:
    order_id, key = str(wish.payment_id), str(wish.refund_id)
    try:
        report = await gateway.status(order_id)
        # An earlier try may have come through although nobody heard the answer.
        if not _holds(report, key):
            report = await gateway.refund(order_id, refund_key=key, amount=wish.amount, reason=wish.reason)
    except PaymentError as error:
        async with database.unit_of_work() as uow:
            if error.code in _TRY_AGAIN:
                await store.save_refund_failure(uow, wish, error.code, uow.clock.now() + _FIRST_PAUSE)
            else:
                await store.save_refund(uow, wish, state=RefundState.BY_HAND.value, error=f"{error.code}: {error.what}"[:300])
        return
    async with database.unit_of_work() as uow:
        locked = await store.find_refund(uow, wish.payment_id, wish.refund_id)
        if locked is not None and locked.state is RefundState.WANTED:
            await _note_sent(uow, locked)
        await advance_payment(uow, wish.payment_id, report)


def _holds(report: PaymentReport, key: str) -> bool:
    return any(refund.refund_key == key for refund in report.refunds)


async def _note_sent(uow: UnitOfWork, wish: RefundView) -> None:
    now = uow.clock.now()
    await store.save_refund(uow, wish, state=RefundState.SENT.value, sent_at=now, error="")
    uow.tell(
        RefundSent(
            payment_id=wish.payment_id,
            refund_id=wish.refund_id,
            shop_id=wish.shop_id,
            order_id=wish.order_id,
            amount=wish.amount,
            at=now,
        )
    )
