"""Who is asking: every page that shows or changes something of somebody's asks here."""

from __future__ import annotations

from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts import rules, store
from padu.social.accounts.types import Actor


async def current_actor(uow: UnitOfWork, token: str) -> Actor | None:
    """Whose token this is, or None: unknown, expired, signed out, or not active any more.

    Using a session keeps it from idling out; that is written at most once a minute.
    """
    now = uow.clock.now()
    session = await store.find_session(uow, digest_of(token))
    if session is None or not rules.is_live(session, now):
        return None
    if now - session.last_seen_at >= rules.TOUCH_AFTER:
        await store.touch_session(uow, session.token_hash)
    return Actor(account_id=session.account_id, display_name=session.display_name, roles=session.roles)
