"""Rest a step on the decisions made so far."""

from __future__ import annotations

from padu.oversight.rulebook import store
from padu.platform.unit_of_work import UnitOfWork


async def settle(uow: UnitOfWork, step: str) -> None:
    """Say that `step` (a sentence's worth: what and which) rests on the decisions as they stand; none of them can be undone any more."""
    await store.lock(uow)
    await store.add_settlement(uow, step)
