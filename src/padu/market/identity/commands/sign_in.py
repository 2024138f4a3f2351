"""Sign in with login and password."""

from __future__ import annotations

import asyncio

from padu.market.identity import rules, store
from padu.market.identity.commands.open_session import open_session
from padu.market.identity.types import AccountStatus, KnownLogin, RefusedError, SignedIn
from padu.platform import attempts
from padu.platform.auth import dummy_hash, fold_login, hash_password, is_login, needs_rehash, verify_password
from padu.platform.unit_of_work import UnitOfWork


async def sign_in(uow: UnitOfWork, *, login: str, password: str, address: str) -> SignedIn | RefusedError:
    """Open a session for whoever knows the password; `address` is where the request came from.

    A refusal is returned, not raised, so that the caller's transaction commits the failure that counts towards the lock. It is
    `identity.refused` for a wrong password, an unknown login and an account that is not active alike, after the same work; or
    `identity.too_many_attempts` with the moment that the lock ends, whether or not the login exists.
    """
    folded = fold_login(login)
    by_login, by_address = (rules.BY_LOGIN, folded), (rules.BY_ADDRESS, address)
    # By login only: neighbours behind one address do not queue, and may overshoot its limit by as many as try at once.
    await attempts.take_turns(uow, *by_login)
    if until := await attempts.locked_until(uow, by_login, by_address):
        return rules.refuse_too_many(until)
    # What can be no login (a zero byte, say) is not asked for; the work that tells is the hash, done either way.
    known = await store.find_login(uow, folded) if is_login(folded) else None
    is_right = await asyncio.to_thread(_verify, known, password)
    if known is None or not is_right or known.status is not AccountStatus.ACTIVE:
        await attempts.record(uow, by_login, by_address)
        return RefusedError("identity.refused", "login and password do not open an account", todo="check both and try again")
    if needs_rehash(known.password_hash):
        await store.replace_hash(uow, known.account_id, await asyncio.to_thread(hash_password, password))
    await attempts.forget(uow, *by_login)
    return await open_session(uow, known.account_id, known.roles, code_shown=False)


def _verify(known: KnownLogin | None, password: str) -> bool:
    """Hash once, whoever asks. A password longer than any that was ever accepted is cut, and can't be right."""
    is_right = verify_password(known.password_hash if known else dummy_hash(), password[: rules.PASSWORD_MAX])
    return is_right and len(password) <= rules.PASSWORD_MAX
