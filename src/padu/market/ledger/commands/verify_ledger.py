"""Verify the ledger against itself."""

from __future__ import annotations

from padu.market.ledger import store
from padu.market.ledger.types import LedgerVerdict
from padu.platform.unit_of_work import UnitOfWork


async def verify_ledger(uow: UnitOfWork) -> LedgerVerdict:
    """Recompute every posting and the sum of all entries, with the rights of whoever asks: reading is enough.

    Finds what does not balance and what is no longer what was posted. A posting that an owner of the database removed with all
    its entries leaves no trace here: that is for the audit log to tell.
    """
    return await store.recompute(uow)
