"""Identity: people's accounts on the market, how they prove who they are, their sessions, and which shops they run.

Invariants: a login is one account's alone and is never given twice; passwords are kept as argon2id hashes, second factors'
secrets sealed under a key outside the database, tokens as digests, and the auditor's role may read none of these; an operator's or
regulator's session counts only after a one-time code, and a code opens one session; a new token at every step of signing in; too
many failures lock a login, known or not, for a while, and never its existence is told.
Tables owned, in the schema `identity`: `login`, `account`, `credential`, `totp_secret`, `session`, `shop_staff`; failures are counted
by `platform.attempts`. Events told: none yet.
"""

from padu.market.identity.commands.change_status import change_status
from padu.market.identity.commands.confirm_totp import confirm_totp
from padu.market.identity.commands.open_account import open_account
from padu.market.identity.commands.sign_in import sign_in
from padu.market.identity.commands.sign_out import sign_out
from padu.market.identity.commands.staff_shops import join_shop, leave_shop
from padu.market.identity.look_up import account_of
from padu.market.identity.rules import may
from padu.market.identity.types import (
    AccountId,
    AccountStatus,
    Actor,
    Deed,
    IdentityError,
    NewAccount,
    OpenedAccount,
    RefusedError,
    Role,
    SignedIn,
    StaffRole,
)
from padu.market.identity.who_may import current_actor, shops_of

__all__ = [
    "AccountId",
    "AccountStatus",
    "Actor",
    "Deed",
    "IdentityError",
    "NewAccount",
    "OpenedAccount",
    "RefusedError",
    "Role",
    "SignedIn",
    "StaffRole",
    "account_of",
    "change_status",
    "confirm_totp",
    "current_actor",
    "join_shop",
    "leave_shop",
    "may",
    "open_account",
    "shops_of",
    "sign_in",
    "sign_out",
]
