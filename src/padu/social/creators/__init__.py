"""Creators: the faces of the social side, and what each shows of the market.

Invariants: an account is one creator at most; a handle is one creator's alone; `creator_id` is a pseudonym that says nothing of the
account and is the only thing of a person that may cross the door; a showcase holds listings once each, in the creator's order, and
knows of them nothing but their ids.
Tables owned, in the schema `social`: `creator`, `showcase_item`. Events told: none.
"""

from padu.social.creators.commands.arrange_showcase import add_to_showcase, arrange_showcase, take_from_showcase
from padu.social.creators.commands.become_creator import become_creator, change_profile
from padu.social.creators.queries import creator_by_handle, creator_of, creators_by_id, showcase_of
from padu.social.creators.rules import BIO_MAX, NAME_MAX, SHOWCASE_MAX
from padu.social.creators.types import Creator, CreatorId, CreatorsError, NewCreator, Profile

__all__ = [
    "BIO_MAX",
    "NAME_MAX",
    "SHOWCASE_MAX",
    "Creator",
    "CreatorId",
    "CreatorsError",
    "NewCreator",
    "Profile",
    "add_to_showcase",
    "arrange_showcase",
    "become_creator",
    "change_profile",
    "creator_by_handle",
    "creator_of",
    "creators_by_id",
    "showcase_of",
    "take_from_showcase",
]
