"""Reads of creators for pages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts.types import AccountId
from padu.social.creators import rules, store
from padu.social.creators.types import Creator, CreatorId


async def creator_by_handle(uow: UnitOfWork, typed: str) -> Creator | None:
    """Who goes by a handle, however it is typed."""
    return await store.find_by_handle(uow, rules.fold_handle(typed))


async def creator_of(uow: UnitOfWork, account_id: UUID) -> Creator | None:
    """The creator that a signed-in account is; None where it is none. Whoever changes a creator's things asks here first."""
    return await store.find_by_account(uow, AccountId(account_id))


async def creators_by_id(uow: UnitOfWork, creator_ids: Sequence[UUID]) -> dict[CreatorId, Creator]:
    """The creators among these ids."""
    return await store.find_creators(uow, creator_ids)


async def showcase_of(uow: UnitOfWork, creator_id: CreatorId) -> tuple[UUID, ...]:
    """The listings that a creator shows, in order; the exchange knows what they look like."""
    return await store.load_showcase(uow, creator_id)
