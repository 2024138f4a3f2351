"""Load and save creators and their showcases; no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts.types import AccountId
from padu.social.creators.tables import creator, showcase_item
from padu.social.creators.types import Creator, CreatorId, NewCreator, Profile


async def add_creator(uow: UnitOfWork, new: NewCreator) -> bool:
    """Write a creator; False where the handle is taken, or the account is a creator already."""
    values = {**_columns(new.profile), "creator_id": new.creator_id, "account_id": new.account_id, "since": uow.clock.now()}
    statement = insert(creator).values(values).on_conflict_do_nothing().returning(creator.c.creator_id)
    return (await uow.connection.execute(statement)).first() is not None


async def is_taken(uow: UnitOfWork, handle: str, *, but_by: CreatorId | None = None) -> bool:
    """Whether somebody else goes by the handle."""
    statement = select(creator.c.creator_id).where(creator.c.handle == handle, creator.c.creator_id.is_distinct_from(but_by))
    return (await uow.connection.execute(statement)).first() is not None


async def save_profile(uow: UnitOfWork, creator_id: CreatorId, profile: Profile) -> bool:
    """Write what a creator says of themselves; False where there is no such creator."""
    statement = update(creator).where(creator.c.creator_id == creator_id).values(_columns(profile))
    return (await uow.connection.execute(statement.returning(creator.c.creator_id))).first() is not None


async def find_by_account(uow: UnitOfWork, account_id: AccountId) -> Creator | None:
    """The creator that an account is."""
    return await _one(uow, creator.c.account_id == account_id)


async def find_by_handle(uow: UnitOfWork, handle: str) -> Creator | None:
    """The creator who goes by a handle."""
    return await _one(uow, creator.c.handle == handle)


async def find_creators(uow: UnitOfWork, creator_ids: Sequence[UUID]) -> dict[CreatorId, Creator]:
    """The creators among these ids."""
    return {found.creator_id: found for found in await _where(uow, creator.c.creator_id.in_(set(creator_ids)))}


async def replace_showcase(uow: UnitOfWork, creator_id: CreatorId, listing_ids: Sequence[UUID]) -> None:
    """Show these listings, in this order, and no others."""
    await uow.connection.execute(delete(showcase_item).where(showcase_item.c.creator_id == creator_id))
    if listing_ids:
        rows = [{"creator_id": creator_id, "listing_id": one, "position": number} for number, one in enumerate(listing_ids)]
        await uow.connection.execute(insert(showcase_item), rows)


async def lock_creator(uow: UnitOfWork, creator_id: CreatorId) -> bool:
    """Let changes of one creator's showcase follow each other; False where there is no such creator."""
    statement = select(creator.c.creator_id).where(creator.c.creator_id == creator_id).with_for_update()
    return (await uow.connection.execute(statement)).first() is not None


async def load_showcase(uow: UnitOfWork, creator_id: CreatorId) -> tuple[UUID, ...]:
    """The listings that a creator shows, in order."""
    statement = select(showcase_item.c.listing_id).where(showcase_item.c.creator_id == creator_id).order_by(showcase_item.c.position)
    return tuple((await uow.connection.execute(statement)).scalars())


async def _one(uow: UnitOfWork, condition: ColumnElement[bool]) -> Creator | None:
    found = await _where(uow, condition)
    return found[0] if found else None


async def _where(uow: UnitOfWork, condition: ColumnElement[bool]) -> list[Creator]:
    columns = (creator.c.creator_id, creator.c.handle, creator.c.display_name, creator.c.bio, creator.c.since)
    return [
        Creator(creator_id=CreatorId(row.creator_id), handle=row.handle, display_name=row.display_name, bio=row.bio, since=row.since)
        for row in await uow.connection.execute(select(*columns).where(condition))
    ]


def _columns(profile: Profile) -> dict[str, str]:
    return {"handle": profile.handle, "display_name": profile.display_name, "bio": profile.bio}
