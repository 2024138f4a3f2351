"""Sign out."""

from __future__ import annotations

from padu.market.identity import store
from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork


async def sign_out(uow: UnitOfWork, token: str) -> None:
    """End the token's session, if it has one."""
    await store.end_session(uow, digest_of(token))
