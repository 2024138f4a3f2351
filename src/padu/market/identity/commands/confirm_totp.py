"""Show the second factor."""

from __future__ import annotations

from padu.market.identity import rules, store
from padu.market.identity.commands.open_session import open_session
from padu.market.identity.types import RefusedError, SignedIn
from padu.platform import attempts
from padu.platform.auth import SecretBox, digest_of, matching_step
from padu.platform.unit_of_work import UnitOfWork


async def confirm_totp(uow: UnitOfWork, box: SecretBox, *, token: str, code: str) -> SignedIn | RefusedError:
    """Turn a session that awaits a code into a full one under a new token; the old token is worth nothing afterwards.

    A refusal is returned, not raised, so that the failure counts: `identity.no_session` where the token awaits no code (any more),
    `identity.wrong_code` also for a code that was used before, `identity.too_many_attempts` after too many wrong ones. Raises
    `AuthError` where the secret was sealed under another key.
    """
    session = await store.find_session(uow, digest_of(token))
    if session is None or not rules.is_live(session, uow.clock.now()) or not rules.awaits_code(session):
        return RefusedError("identity.no_session", "this sign-in has ended", todo="sign in again")
    account_id = session.account_id
    # The row's lock also makes attempts on one account follow each other.
    sealed, last_step = await store.lock_code_secret(uow, account_id)
    by_code = rules.BY_CODE, str(account_id)
    if until := await attempts.locked_until(uow, by_code):
        return rules.refuse_too_many(until)
    secret = box.open(sealed, about=account_id.bytes).decode()
    step = matching_step(secret, code, uow.clock.now(), after=last_step)
    if step is None:
        await attempts.record(uow, by_code)
        return RefusedError("identity.wrong_code", "the code is not the one of this moment", todo="wait for the next code and type it")
    await store.use_step(uow, account_id, step)
    await store.end_session(uow, session.token_hash)
    await attempts.forget(uow, *by_code)
    return await open_session(uow, account_id, session.roles, code_shown=True)
