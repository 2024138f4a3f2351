"""Open an account."""

from __future__ import annotations

import asyncio

from padu.market.identity import rules, store
from padu.market.identity.types import IdentityError, NewAccount, OpenedAccount
from padu.platform.auth import SecretBox, fold_login, hash_password, is_login, new_code_secret
from padu.platform.unit_of_work import UnitOfWork


async def open_account(uow: UnitOfWork, box: SecretBox, account: NewAccount) -> OpenedAccount:
    """Open an account under its normalised login; operators and regulators get the secret of their second factor with it.

    Raises `IdentityError` before anything is written: `identity.bad_login`, `nameless`, `no_role`, `password_length`,
    `password_guessable`, and `login_taken` where the login, or the id, belongs to an account already.
    """
    login = fold_login(account.login)
    rules.check_account(account, login, sound_login=is_login(login))
    password_hash = await asyncio.to_thread(hash_password, account.password)
    if not await store.claim_login(uow, login, account.account_id):
        raise IdentityError("identity.login_taken", "this login belongs to an account already", todo="sign in, or choose another one")
    await store.add_account(uow, account, login, password_hash)
    secret = None
    if rules.needs_code(account.roles):
        secret = new_code_secret()
        await store.add_code_secret(uow, account.account_id, box.seal(secret.encode(), about=account.account_id.bytes))
    return OpenedAccount(account_id=account.account_id, login=login, code_secret=secret)
