"""Open a session under a token that was never used before."""

from __future__ import annotations

from padu.market.identity import rules, store
from padu.market.identity.types import AccountId, Role, SignedIn
from padu.platform.auth import digest_of, new_token
from padu.platform.unit_of_work import UnitOfWork


async def open_session(uow: UnitOfWork, account_id: AccountId, roles: frozenset[Role], *, code_shown: bool) -> SignedIn:
    """Write the session and hand its token out; sessions of the account that are past any limit are cleared away."""
    now = uow.clock.now()
    awaits_code = rules.needs_code(roles) and not code_shown
    await store.end_sessions(uow, account_id, opened_before=now - rules.limits_of(roles, awaits_code=False).absolute)
    token = new_token()
    await store.add_session(uow, account_id, digest_of(token), code_shown=code_shown)
    until = now + rules.limits_of(roles, awaits_code=awaits_code).absolute
    return SignedIn(token=token, account_id=account_id, awaits_code=awaits_code, until=until)
