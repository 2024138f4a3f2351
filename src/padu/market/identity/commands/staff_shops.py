"""Say who runs a shop."""

from __future__ import annotations

from uuid import UUID

from padu.market.identity import store
from padu.market.identity.types import AccountId, IdentityError, Role, StaffRole
from padu.platform.unit_of_work import UnitOfWork


async def join_shop(uow: UnitOfWork, shop_id: UUID, account_id: AccountId, role: StaffRole) -> None:
    """Make a person a shop's owner or staff, or change which of the two they are. The shop must be open.

    Raises `identity.not_a_seller` where the account is no seller's, or there is none.
    """
    if Role.SELLER not in await store.find_roles(uow, account_id):
        raise IdentityError("identity.not_a_seller", f"account {account_id} is no seller's", todo="give it the role of a seller first")
    await store.put_staff(uow, shop_id, account_id, role)


async def leave_shop(uow: UnitOfWork, shop_id: UUID, account_id: AccountId) -> None:
    """Take a person off a shop's staff; nothing happens where they are not on it."""
    await store.remove_staff(uow, shop_id, account_id)
