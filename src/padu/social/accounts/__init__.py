"""Accounts: people's accounts on the social side, how they prove who they are, and their sessions.

Invariants: a login is one account's alone and is never given twice; passwords are kept as argon2id hashes, tokens as digests, and the
auditor's role may read neither; a new token at every sign-in; too many failures lock a login, known or not, for a while, and never
its existence is told. Nothing here is known to the market, nor the reverse: a person has two accounts.
Tables owned, in the schema `social`: `login`, `account`, `credential`, `session`; failures are counted by `platform.attempts`.
Events told: none.
"""

from padu.social.accounts.commands.change_account import change_status, give_role
from padu.social.accounts.commands.open_account import open_account
from padu.social.accounts.commands.sign_in import sign_in
from padu.social.accounts.commands.sign_out import sign_out
from padu.social.accounts.rules import PASSWORD_MIN
from padu.social.accounts.types import (
    AccountId,
    AccountsError,
    AccountStatus,
    Actor,
    NewAccount,
    RefusedError,
    Role,
    SignedIn,
)
from padu.social.accounts.who_may import current_actor

__all__ = [
    "PASSWORD_MIN",
    "AccountId",
    "AccountStatus",
    "AccountsError",
    "Actor",
    "NewAccount",
    "RefusedError",
    "Role",
    "SignedIn",
    "change_status",
    "current_actor",
    "give_role",
    "open_account",
    "sign_in",
    "sign_out",
]
