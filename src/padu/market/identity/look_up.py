"""Look accounts up for whoever runs the installation; pages ask `who_may`."""

from __future__ import annotations

from padu.market.identity import store
from padu.market.identity.types import AccountId
from padu.platform.auth import fold_login, is_login
from padu.platform.unit_of_work import UnitOfWork


async def account_of(uow: UnitOfWork, login: str) -> AccountId | None:
    """The account that a login, as typed, leads to; None where it leads nowhere."""
    folded = fold_login(login)
    known = await store.find_login(uow, folded) if is_login(folded) else None
    return known.account_id if known else None
