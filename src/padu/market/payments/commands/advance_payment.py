"""Learn more of a payment."""

from __future__ import annotations

from uuid import UUID

from padu.events.market import PaymentAdvanced
from padu.market.payments import rules, store
from padu.market.payments.types import PaymentError, PaymentReport
from padu.platform.unit_of_work import UnitOfWork


async def advance_payment(uow: UnitOfWork, payment_id: UUID, report: PaymentReport) -> bool:
    """Join what the gateway says with what is known; whether that is more than before, which is then told.

    Errors: `payments.unknown`, `payments.not_ours`.
    """
    found = await store.find_payment(uow, payment_id, lock=True)
    if found is None:
        raise PaymentError("payments.unknown", "there is no such payment", where=f"payment {payment_id}")
    rules.check_matches(report, str(payment_id), found.amount)
    known = rules.advance(found.facts, report.facts)
    await store.note_asked(uow, payment_id)
    if known == found.facts:
        return False
    await store.save_facts(uow, payment_id, known)
    uow.tell(
        PaymentAdvanced(
            payment_id=payment_id,
            buyer_id=found.buyer_id,
            purchase_id=found.purchase_id,
            state=known.state.value,
            amount=found.amount,
            refunded=known.refunded,
        )
    )
    return True
