"""Take a consent back."""

from __future__ import annotations

from uuid import UUID

from padu.exchange.consent import store
from padu.exchange.consent.types import ConsentError
from padu.platform.audit import AuditRecord, append
from padu.platform.unit_of_work import UnitOfWork


async def withdraw(uow: UnitOfWork, principal_id: UUID, receipt_id: UUID) -> bool:
    """Take a consent of one's own back, from now on; False where it was taken back before.

    Raises `consent.not_yours` where the person has no such receipt. Call it last: the audit log is written with it.
    """
    receipt = await store.find_receipt(uow, receipt_id)
    if receipt is None or receipt.principal_id != principal_id:
        raise ConsentError("consent.not_yours", "there is no such consent of this person", todo="open the list of your consents again")
    if not await store.add_withdrawal(uow, receipt_id):
        return False
    detail = {"purpose": receipt.purpose, "notice": receipt.notice}
    await append(uow, [AuditRecord(actor="consent.principal", action="consent.withdraw", subject=f"receipt:{receipt_id}", detail=detail)])
    return True
