"""Creators' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.social.accounts.types import AccountId

CreatorId = NewType("CreatorId", UUID)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a creator says of themselves, as typed. `handle` is the name in addresses, with or without its `@`."""

    handle: str
    display_name: str
    bio: str = ""


class Creator(msgspec.Struct, frozen=True, kw_only=True):
    """A creator as anybody may see them: no account in it. `creator_id` is the pseudonym that may cross the door."""

    creator_id: CreatorId
    handle: str
    display_name: str
    bio: str
    since: dt.datetime


class NewCreator(msgspec.Struct, frozen=True, kw_only=True):
    """An account that becomes a creator."""

    creator_id: CreatorId
    account_id: AccountId
    profile: Profile


class CreatorsError(PaduError):
    """Something that a creator cannot be or show."""
