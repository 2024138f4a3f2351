"""Reads of payments for pages. A payment is found with its buyer only: nobody else may see how it is paid."""

from __future__ import annotations

from uuid import UUID

from padu.market.payments import store
from padu.market.payments.types import PaymentView, RefundView
from padu.platform.unit_of_work import UnitOfWork


async def payment_of(uow: UnitOfWork, buyer_id: UUID, payment_id: UUID) -> PaymentView | None:
    """The buyer's own payment; None for any other."""
    found = await store.find_payment(uow, payment_id)
    return found if found is not None and found.buyer_id == buyer_id else None


async def refunds_of(uow: UnitOfWork, payment_id: UUID) -> tuple[RefundView, ...]:
    """What of a payment went or goes back, first to last."""
    return await store.refunds_of(uow, payment_id)


async def refunds_by_hand(uow: UnitOfWork, limit: int = 50) -> tuple[RefundView, ...]:
    """Refunds that an operator must send, oldest first."""
    return await store.refunds_by_hand(uow, limit)
