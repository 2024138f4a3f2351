"""Load and save consent receipts and their withdrawals; no decisions."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.consent.tables import consent_receipt, consent_withdrawal
from padu.exchange.consent.types import Receipt
from padu.platform.unit_of_work import UnitOfWork


async def add_receipt(uow: UnitOfWork, receipt: Receipt) -> None:
    """Append a receipt."""
    values = {name: value for name, value in msgspec.structs.asdict(receipt).items() if name != "withdrawn_at"}
    await uow.connection.execute(insert(consent_receipt).values(**values))


async def add_withdrawal(uow: UnitOfWork, receipt_id: UUID) -> bool:
    """Append a withdrawal; False where the consent was taken back before."""
    statement = insert(consent_withdrawal).values(receipt_id=receipt_id, withdrawn_at=uow.clock.now()).on_conflict_do_nothing()
    return (await uow.connection.execute(statement.returning(consent_withdrawal.c.receipt_id))).first() is not None


async def find_receipt(uow: UnitOfWork, receipt_id: UUID) -> Receipt | None:
    """A receipt by its id."""
    row = (await uow.connection.execute(_receipts().where(consent_receipt.c.receipt_id == receipt_id))).mappings().one_or_none()
    return None if row is None else Receipt(**row)


async def receipts_of(uow: UnitOfWork, principal_id: UUID, purpose: str | None = None) -> list[Receipt]:
    """A person's receipts, newest first."""
    asked = _receipts().where(consent_receipt.c.principal_id == principal_id)
    if purpose is not None:
        asked = asked.where(consent_receipt.c.purpose == purpose)
    found = await uow.connection.execute(asked.order_by(consent_receipt.c.given_at.desc(), consent_receipt.c.receipt_id.desc()))
    return [Receipt(**row) for row in found.mappings()]


async def withdrawn_among(uow: UnitOfWork, receipt_ids: Collection[UUID]) -> set[UUID]:
    """Which of these were taken back."""
    asked = select(consent_withdrawal.c.receipt_id).where(consent_withdrawal.c.receipt_id.in_(list(receipt_ids)))
    return set((await uow.connection.execute(asked)).scalars())


def _receipts() -> Select[tuple[object, ...]]:
    joined = consent_receipt.outerjoin(consent_withdrawal, consent_withdrawal.c.receipt_id == consent_receipt.c.receipt_id)
    return select(consent_receipt, consent_withdrawal.c.withdrawn_at).select_from(joined)
