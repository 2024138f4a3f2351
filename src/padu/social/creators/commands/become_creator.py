"""Become a creator, and say who one is."""

from __future__ import annotations

from padu.platform.unit_of_work import UnitOfWork
from padu.social import accounts
from padu.social.creators import rules, store
from padu.social.creators.types import Creator, CreatorId, CreatorsError, NewCreator, Profile


async def become_creator(uow: UnitOfWork, new: NewCreator) -> Creator:
    """Make an account a creator, and give it the role. An account that is one already stays the one it is.

    Raises `CreatorsError`: what `rules.check_profile` says, or `creators.handle_taken`.
    """
    profile = rules.check_profile(new.profile)
    if not await store.add_creator(uow, NewCreator(creator_id=new.creator_id, account_id=new.account_id, profile=profile)):
        known = await store.find_by_account(uow, new.account_id)
        if known is None:
            raise _taken(profile.handle)
        return known
    await accounts.give_role(uow, new.account_id, accounts.Role.CREATOR)
    return Creator(
        creator_id=new.creator_id,
        handle=profile.handle,
        display_name=profile.display_name,
        bio=profile.bio,
        since=uow.clock.now(),
    )


async def change_profile(uow: UnitOfWork, creator_id: CreatorId, wished: Profile) -> None:
    """Write the profile. Raises `CreatorsError`: what `rules.check_profile` says, `creators.handle_taken`, `creators.unknown`."""
    profile = rules.check_profile(wished)
    if await store.is_taken(uow, profile.handle, but_by=creator_id):
        raise _taken(profile.handle)
    if not await store.save_profile(uow, creator_id, profile):
        raise CreatorsError("creators.unknown", f"there is no creator {creator_id}", todo="become one first")


def _taken(handle: str) -> CreatorsError:
    return CreatorsError("creators.handle_taken", f"somebody goes by {handle} already", todo="choose another one")
