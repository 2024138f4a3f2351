"""Take returns over from another platform."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.returns import rules, store
from padu.market.returns.types import ImportedReturn, ReturnId
from padu.platform.unit_of_work import UnitOfWork


async def import_returns(uow: UnitOfWork, returns: Sequence[ImportedReturn]) -> set[ReturnId]:
    """Import returns into shops that exist; returns those that were not there before.

    Raises `ReturnsError` before anything is written where a refund or its rate cannot be, or a source stands under another id.
    """
    if not returns:
        return set()
    rules.check_returns(returns)
    standing = await store.standing_sources(uow, returns)
    for returned in returns:
        if standing.get((returned.shop_id, returned.platform, returned.source_id), returned.return_id) != returned.return_id:
            raise rules.source_taken(returned)
    return await store.add_returns(uow, returns)
