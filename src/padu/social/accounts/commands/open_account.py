"""Open an account."""

from __future__ import annotations

import asyncio

from padu.platform.auth import fold_login, hash_password, is_login
from padu.platform.unit_of_work import UnitOfWork
from padu.social.accounts import rules, store
from padu.social.accounts.types import AccountId, AccountsError, NewAccount


async def open_account(uow: UnitOfWork, account: NewAccount) -> AccountId:
    """Open an account under its normalised login.

    Raises `AccountsError` before anything is written: `accounts.bad_login`, `nameless`, `no_role`, `password_length`,
    `password_guessable`, and `login_taken` where the login, or the id, belongs to an account already.
    """
    login = fold_login(account.login)
    rules.check_account(account, login, sound_login=is_login(login))
    password_hash = await asyncio.to_thread(hash_password, account.password)
    if not await store.claim_login(uow, login, account.account_id):
        raise AccountsError("accounts.login_taken", "this login belongs to an account already", todo="sign in, or choose another one")
    await store.add_account(uow, account, login, password_hash)
    return account.account_id
