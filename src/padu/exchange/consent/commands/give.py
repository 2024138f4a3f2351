"""Give a consent."""

from __future__ import annotations

from uuid import UUID

from padu.exchange.consent import store
from padu.exchange.consent.load_purposes import notice_digest, purpose_of
from padu.exchange.consent.types import Receipt
from padu.exchange.register import flow_on
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork


async def give(uow: UnitOfWork, principal_id: UUID, purpose_id: str, *, language: str) -> Receipt:
    """Write down that a person, who saw the purpose's wording in a language, consented to it. Raises `consent.unknown_purpose`."""
    purpose = purpose_of(purpose_id)
    now = uow.clock.now()
    receipt = Receipt(
        receipt_id=new_id(),
        principal_id=principal_id,
        purpose=purpose.id,
        flow=purpose.flow,
        flow_version=flow_on(purpose.flow, now).version,
        lawful_basis=purpose.lawful_basis,
        notice=purpose.notice,
        notice_digest=notice_digest(purpose, language),
        notice_language="en" if language == "en" else "id",
        given_at=now,
    )
    await store.add_receipt(uow, receipt)
    return receipt
