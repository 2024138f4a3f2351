"""Give an account a role, suspend it, close it, or bring it back."""

from __future__ import annotations

from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts import store
from padu.social.accounts.types import AccountId, AccountsError, AccountStatus, Role


async def give_role(uow: UnitOfWork, account_id: AccountId, role: Role) -> None:
    """Write the role; having it already changes nothing. Raises `accounts.unknown_account`."""
    if not await store.add_role(uow, account_id, role):
        raise _unknown(account_id)


async def change_status(uow: UnitOfWork, account_id: AccountId, status: AccountStatus) -> None:
    """Write the status; an account that is no longer active loses its sessions. Raises `accounts.unknown_account`."""
    if not await store.set_status(uow, account_id, status):
        raise _unknown(account_id)
    if status is not AccountStatus.ACTIVE:
        await store.end_sessions(uow, account_id)


def _unknown(account_id: AccountId) -> AccountsError:
    return AccountsError("accounts.unknown_account", f"there is no account {account_id}", todo="open it first")
