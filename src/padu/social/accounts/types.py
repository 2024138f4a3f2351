"""Ids, facts and errors of social accounts."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

AccountId = NewType("AccountId", UUID)


class Role(StrEnum):
    """What a person does on the social side."""

    VIEWER = "viewer"
    CREATOR = "creator"


class AccountStatus(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account to be opened; `login` is an e-mail address or a name, as typed."""

    account_id: AccountId
    login: str
    display_name: str
    password: str
    roles: frozenset[Role] = frozenset({Role.VIEWER})

    def __repr__(self) -> str:
        """Without the password: structs end up in logs."""
        return f"NewAccount(account_id={self.account_id})"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in. Only `current_actor` and tests make one."""

    account_id: AccountId
    display_name: str
    roles: frozenset[Role]


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it stands, with what its account says now. Times are UTC."""

    token_hash: bytes
    account_id: AccountId
    display_name: str
    roles: frozenset[Role]
    status: AccountStatus
    opened_at: dt.datetime
    last_seen_at: dt.datetime


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was opened: `token` is for the browser's cookie and stands nowhere else; it ends by `until`, UTC."""

    token: str
    account_id: AccountId
    until: dt.datetime

    def __repr__(self) -> str:
        """Without the token: structs end up in logs."""
        return f"SignedIn(account_id={self.account_id})"


class KnownLogin(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in needs to know of an account."""

    account_id: AccountId
    status: AccountStatus
    password_hash: str


class AccountsError(PaduError):
    """Facts about a person that cannot be kept."""


class RefusedError(AccountsError):
    """A sign-in that was refused. `until`: when trying again makes sense, UTC; None where at once."""

    def __init__(self, code: str, what: str, *, todo: str, until: dt.datetime | None = None) -> None:
        super().__init__(code, what, todo=todo)
        self.until = until
