"""Load and save confirmed hand-offs and credits; no decisions."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.handoff.tables import creator_credit, handoff
from padu.exchange.handoff.types import Credit, HandoffFields
from padu.platform.unit_of_work import UnitOfWork


async def is_used(uow: UnitOfWork, handoff_id: UUID) -> bool:
    """Whether the hand-off was confirmed before."""
    return (await uow.connection.execute(select(handoff.c.handoff_id).where(handoff.c.handoff_id == handoff_id))).first() is not None


async def use(uow: UnitOfWork, fields: HandoffFields) -> bool:
    """Use the hand-off up; False where it was before. Waits for whoever is using it right now."""
    values = {name: value for name, value in msgspec.structs.asdict(fields).items() if name != "expires_at"}
    statement = insert(handoff).values(**values, confirmed_at=uow.clock.now()).on_conflict_do_nothing()
    return (await uow.connection.execute(statement.returning(handoff.c.handoff_id))).first() is not None


async def put_credit(uow: UnitOfWork, credit: Credit) -> None:
    """Credit this creator from now on, whoever was before. What of the buyer's is past its time is forgotten with it."""
    past = (creator_credit.c.buyer_id == credit.buyer_id) & (creator_credit.c.until <= credit.since)
    await uow.connection.execute(delete(creator_credit).where(past))
    values = msgspec.structs.asdict(credit)
    keys = [creator_credit.c.buyer_id, creator_credit.c.listing_id]
    statement = insert(creator_credit).values(**values)
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


async def credits_of(uow: UnitOfWork, buyer_id: UUID, listing_ids: Collection[UUID]) -> list[Credit]:
    """A buyer's credits for these listings, past ones too."""
    asked = select(creator_credit).where(creator_credit.c.buyer_id == buyer_id, creator_credit.c.listing_id.in_(list(listing_ids)))
    return [Credit(**row) for row in (await uow.connection.execute(asked)).mappings()]
