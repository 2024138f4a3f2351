"""Who is asking, and which shops are theirs: every page that shows something sensitive asks here."""

from __future__ import annotations

from uuid import UUID

from padu.market.identity import rules, store
from padu.market.identity.types import Actor, Deed
from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork


async def current_actor(uow: UnitOfWork, token: str) -> Actor | None:
    """Whose token this is, or None: unknown, expired, signed out, not active any more, or still owing its second factor.

    Using a session keeps it from idling out; that is written at most once a minute.
    """
    now = uow.clock.now()
    session = await store.find_session(uow, digest_of(token))
    if session is None or not rules.is_live(session, now) or rules.awaits_code(session):
        return None
    if now - session.last_seen_at >= rules.TOUCH_AFTER:
        await store.touch_session(uow, session.token_hash)
    return Actor(account_id=session.account_id, display_name=session.display_name, roles=session.roles)


async def shops_of(uow: UnitOfWork, actor: Actor | None) -> set[UUID]:
    """The ids of the shops whose rows the actor may see and change as their seller; none for anybody else."""
    if actor is None or not rules.may(actor, Deed.RUN_SHOPS):
        return set()
    return await store.staffed_shops(uow, actor.account_id)
