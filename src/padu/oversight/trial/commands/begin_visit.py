"""Note that a regulator looks."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.oversight.trial import rules, store
from padu.platform.unit_of_work import UnitOfWork


async def begin_visit(uow: UnitOfWork, account_id: UUID) -> dt.datetime | None:
    """Note that this person looks now; returns when their visit before this one ended, None on the first.

    Looks less than half an hour apart are one visit, so that leafing through the pages loses nothing of what is new.
    """
    now = uow.clock.now()
    known = await store.lock_visit(uow, account_id)
    if known is None:
        await store.save_visit(uow, account_id, now, None)
        return None
    began_at, last_at, previous_at = known
    if rules.begins_visit(last_at, now):
        began_at, previous_at = now, last_at
    await store.save_visit(uow, account_id, began_at, previous_at)
    return previous_at
