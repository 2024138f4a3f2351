"""Take out what was ordered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.market.cart import store
from padu.platform.unit_of_work import UnitOfWork


async def clear_lines(uow: UnitOfWork, buyer_id: UUID, things: Sequence[tuple[UUID, UUID]]) -> None:
    """Take these (shop, variant) out of the buyer's basket."""
    await store.take_out(uow, buyer_id, things)
