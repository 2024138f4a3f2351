"""Learn more of a payment."""

from __future__ import annotations

from uuid import UUID

from padu.events.market import PaymentAdvanced
from padu.market.payments import rules, store
from padu.market.payments.types import PaymentError, PaymentFacts, PaymentReport, PaymentState, PaymentView
from padu.platform.unit_of_work import UnitOfWork


async def advance_payment(uow: UnitOfWork, payment_id: UUID, report: PaymentReport) -> bool:
    """Join what the gateway says with what is known; whether that is more than before, which is then told.

    Errors: `payments.unknown`, `payments.not_ours`.
    """
    found = await store.find_payment(uow, payment_id, lock=True)
    if found is None:
        raise PaymentError("payments.unknown", "there is no such payment", where=f"payment {payment_id}")
    rules.check_matches(report, str(payment_id), found.amount)
    await store.note_asked(uow, payment_id)
    return await _join(uow, found, report.facts)


async def close_unopened(uow: UnitOfWork, payment_id: UUID) -> None:
    """A payment that the gateway never heard of, and shall not hear of any more, is cancelled."""
    found = await store.find_payment(uow, payment_id, lock=True)
    if found is not None and not found.is_open:
        await _join(uow, found, PaymentFacts(PaymentState.CANCELLED))


async def _join(uow: UnitOfWork, found: PaymentView, told: PaymentFacts) -> bool:
    known = rules.advance(found.facts, told)
    if known == found.facts:
        return False
    await store.save_facts(uow, found.payment_id, known)
    uow.tell(
        PaymentAdvanced(
            payment_id=found.payment_id,
            buyer_id=found.buyer_id,
            purchase_id=found.purchase_id,
            state=known.state.value,
            amount=found.amount,
            refunded=known.refunded,
        )
    )
    return True
