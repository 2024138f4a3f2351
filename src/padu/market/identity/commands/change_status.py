"""Suspend, close or reactivate an account."""

from __future__ import annotations

from padu.market.identity import store
from padu.market.identity.types import AccountId, AccountStatus, IdentityError
from padu.platform.unit_of_work import UnitOfWork


async def change_status(uow: UnitOfWork, account_id: AccountId, status: AccountStatus) -> None:
    """Write the status; an account that is no longer active loses its sessions. Raises `identity.unknown_account`."""
    if not await store.set_status(uow, account_id, status):
        raise IdentityError("identity.unknown_account", f"there is no account {account_id}", todo="open it first")
    if status is not AccountStatus.ACTIVE:
        await store.end_sessions(uow, account_id)
