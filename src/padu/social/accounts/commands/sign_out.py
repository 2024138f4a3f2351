"""Sign out."""

from __future__ import annotations

from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts import store


async def sign_out(uow: UnitOfWork, token: str) -> None:
    """End the token's session, if it has one."""
    await store.end_session(uow, digest_of(token))
