"""Post to the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.ledger import rules, store
from padu.market.ledger.types import Posting
from padu.platform.unit_of_work import UnitOfWork


async def post(uow: UnitOfWork, postings: Sequence[Posting]) -> int:
    """Write postings of any number of shops, all or none; returns how many were new.

    One call of the database a shop, shops and postings in id order, so that two batches never wait for each other in a ring. A
    posting that is recorded already changes nothing; with other content it raises. Raises `LedgerError`: `ledger.empty`,
    `ledger.unbalanced`, `ledger.unknown_account`, `ledger.malformed`, `ledger.posting_differs`; after the last, and where the
    database itself refuses, the caller's transaction can only be rolled back.
    """
    batches = rules.gather_by_shop(postings)
    return await store.save(uow, batches) if batches else 0
