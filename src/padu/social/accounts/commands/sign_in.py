"""Sign in with login and password."""

from __future__ import annotations

import asyncio

from padu.platform import attempts
from padu.platform.auth import (
    digest_of,
    dummy_hash,
    fold_login,
    hash_password,
    is_login,
    needs_rehash,
    new_token,
    verify_password,
)
from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts import rules, store
from padu.social.accounts.types import AccountId, AccountStatus, KnownLogin, RefusedError, SignedIn


async def sign_in(uow: UnitOfWork, *, login: str, password: str, address: str) -> SignedIn | RefusedError:
    """Open a session for whoever knows the password; `address` is where the request came from.

    A refusal is returned, not raised, so that the caller's transaction commits the failure that counts towards the lock. It is
    `accounts.refused` for a wrong password, an unknown login and an account that is not active alike, after the same work; or
    `accounts.too_many_attempts` with the moment that the lock ends, whether or not the login exists.
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
        return RefusedError("accounts.refused", "login and password do not open an account", todo="check both and try again")
    if needs_rehash(known.password_hash):
        await store.replace_hash(uow, known.account_id, await asyncio.to_thread(hash_password, password))
    await attempts.forget(uow, *by_login)
    return await _open_session(uow, known.account_id)


async def _open_session(uow: UnitOfWork, account_id: AccountId) -> SignedIn:
    """Write a session under a token never used before; those of the account that are past any limit are cleared away."""
    now, token = uow.clock.now(), new_token()
    await store.end_sessions(uow, account_id, opened_before=now - rules.ABSOLUTE)
    await store.add_session(uow, account_id, digest_of(token))
    return SignedIn(token=token, account_id=account_id, until=now + rules.ABSOLUTE)


def _verify(known: KnownLogin | None, password: str) -> bool:
    """Hash once, whoever asks. A password longer than any that was ever accepted is cut, and can't be right."""
    is_right = verify_password(known.password_hash if known else dummy_hash(), password[: rules.PASSWORD_MAX])
    return is_right and len(password) <= rules.PASSWORD_MAX
