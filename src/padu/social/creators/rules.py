"""What a profile and a showcase may be; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from padu.social.creators.types import CreatorsError, Profile

NAME_MAX = 80
BIO_MAX = 300
SHOWCASE_MAX = 60

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._]{1,28}[a-z0-9]")


def fold_handle(typed: str) -> str:
    """A handle as it stands in an address: without its `@`, spaces around it and capitals."""
    return typed.strip().removeprefix("@").lower()


def check_profile(profile: Profile) -> Profile:
    """The profile as it is kept. Raises `CreatorsError`: `creators.bad_handle`, `creators.nameless`, `creators.bio_too_long`."""
    handle = fold_handle(profile.handle)
    name, bio = " ".join(profile.display_name.split()), profile.bio.strip().replace("\r\n", "\n")
    if not _HANDLE.fullmatch(handle) or ".." in handle:
        raise CreatorsError(
            "creators.bad_handle", "this cannot be a handle", todo="take 3 to 30 of a-z, 0-9 and, inside, dots and underscores"
        )
    if not 1 <= len(name) <= NAME_MAX:
        raise CreatorsError("creators.nameless", "a creator needs a name to show, and not a long one", todo=f"take at most {NAME_MAX}")
    if len(bio) > BIO_MAX:
        raise CreatorsError("creators.bio_too_long", "this says more of a creator than is shown", todo=f"take at most {BIO_MAX} characters")
    return Profile(handle=handle, display_name=name, bio=bio)


def check_showcase(listing_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The listings once each, in the order given. Raises `creators.showcase_full` where they are too many."""
    once = tuple(dict.fromkeys(listing_ids))
    if len(once) > SHOWCASE_MAX:
        raise CreatorsError("creators.showcase_full", f"a showcase holds {SHOWCASE_MAX} things", todo="take some out first")
    return once
