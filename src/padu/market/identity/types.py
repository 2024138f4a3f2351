"""Identity's ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

AccountId = NewType("AccountId", UUID)


class Role(StrEnum):
    """What a person may come to the market for."""

    SHOPPER = "shopper"
    SELLER = "seller"
    OPERATOR = "operator"
    REGULATOR = "regulator"


class AccountStatus(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class StaffRole(StrEnum):
    """How a person belongs to a shop."""

    OWNER = "owner"
    STAFF = "staff"


class Deed(StrEnum):
    """What somebody wants to do on the market, as far as their role decides it."""

    BUY = "buy"
    RUN_SHOPS = "run_shops"
    WATCH_OPERATIONS = "watch_operations"
    CHANGE_OPERATIONS = "change_operations"
    OVERSEE = "oversee"


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account to be opened; `login` is an e-mail address or a name, as typed."""

    account_id: AccountId
    login: str
    display_name: str
    password: str
    roles: frozenset[Role]

    def __repr__(self) -> str:
        """Without the password: structs end up in logs."""
        return f"NewAccount(account_id={self.account_id})"


class OpenedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was opened under its normalised `login`.

    `code_secret` (base 32) goes into the person's authenticator app and is told this once; None where the roles need no second
    factor.
    """

    account_id: AccountId
    login: str
    code_secret: str | None

    def __repr__(self) -> str:
        """Without the secret: structs end up in logs."""
        return f"OpenedAccount(account_id={self.account_id})"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in, with every factor that their roles need. Only `current_actor` and who keeps its answer make one."""

    account_id: AccountId
    display_name: str
    roles: frozenset[Role]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it stands, with what its account says now. `code_shown`: by the second factor. Times are UTC."""

    token_hash: bytes
    account_id: AccountId
    display_name: str
    roles: frozenset[Role]
    status: AccountStatus
    code_shown: bool
    opened_at: dt.datetime
    last_seen_at: dt.datetime


class SessionLimits(msgspec.Struct, frozen=True):
    """How long a session lives: unused, and at most."""

    idle: dt.timedelta
    absolute: dt.timedelta


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was opened: `token` is for the browser's cookie and stands nowhere else.

    While `awaits_code` the token is good for `confirm_totp` only, which gives another one. `until` is when the session ends at
    the latest, UTC.
    """

    token: str
    account_id: AccountId
    awaits_code: bool
    until: dt.datetime

    def __repr__(self) -> str:
        """Without the token: structs end up in logs."""
        return f"SignedIn(account_id={self.account_id}, awaits_code={self.awaits_code})"


class KnownLogin(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in needs to know of an account."""

    account_id: AccountId
    roles: frozenset[Role]
    status: AccountStatus
    password_hash: str


class IdentityError(PaduError):
    """Facts about a person that cannot be kept."""


class RefusedError(IdentityError):
    """A sign-in that was refused. `until`: when trying again makes sense, UTC; None where at once."""

    def __init__(self, code: str, what: str, *, todo: str, until: dt.datetime | None = None) -> None:
        super().__init__(code, what, todo=todo)
        self.until = until
