"""Whether a person consents, and what they consented to."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from padu.exchange.consent import store
from padu.exchange.consent.types import Receipt
from padu.platform.unit_of_work import UnitOfWork


async def may(uow: UnitOfWork, principal_id: UUID, purpose_id: str) -> bool:
    """Whether a consent of the person's to this purpose stands now."""
    return any(receipt.withdrawn_at is None for receipt in await store.receipts_of(uow, principal_id, purpose_id))


async def standing(uow: UnitOfWork, receipt_ids: Collection[UUID]) -> set[UUID]:
    """Which of these receipts were not taken back."""
    asked = set(receipt_ids)
    return asked - await store.withdrawn_among(uow, asked) if asked else set()


async def receipts_of(uow: UnitOfWork, principal_id: UUID) -> list[Receipt]:
    """All that a person consented to on this side, newest first, also what they took back."""
    return await store.receipts_of(uow, principal_id)
