"""Choose what a creator shows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from padu.platform.unit_of_work import UnitOfWork
from padu.social.creators import rules, store
from padu.social.creators.types import CreatorId, CreatorsError


async def arrange_showcase(uow: UnitOfWork, creator_id: CreatorId, listing_ids: Sequence[UUID]) -> None:
    """Show these listings, once each, in this order, and no others. Raises `creators.showcase_full`, `creators.unknown`."""
    shown = rules.check_showcase(listing_ids)
    await _lock(uow, creator_id)
    await store.replace_showcase(uow, creator_id, shown)


async def add_to_showcase(uow: UnitOfWork, creator_id: CreatorId, listing_id: UUID) -> None:
    """Show a listing behind those shown; one that is shown stays where it is. Raises `creators.showcase_full`, `creators.unknown`."""
    await _lock(uow, creator_id)
    shown = await store.load_showcase(uow, creator_id)
    if listing_id not in shown:
        await store.replace_showcase(uow, creator_id, rules.check_showcase([*shown, listing_id]))


async def take_from_showcase(uow: UnitOfWork, creator_id: CreatorId, listing_id: UUID) -> None:
    """Show a listing no longer; nothing happens where it is not shown. Raises `creators.unknown`."""
    await _lock(uow, creator_id)
    shown = await store.load_showcase(uow, creator_id)
    if listing_id in shown:
        await store.replace_showcase(uow, creator_id, [one for one in shown if one != listing_id])


async def _lock(uow: UnitOfWork, creator_id: CreatorId) -> None:
    if not await store.lock_creator(uow, creator_id):
        raise CreatorsError("creators.unknown", f"there is no creator {creator_id}", todo="become one first")
