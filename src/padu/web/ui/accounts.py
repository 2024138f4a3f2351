"""What a site needs to know of people's accounts, whichever side keeps them: `entry` puts one into `app.state.accounts`."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from uuid import UUID

import msgspec

from padu.platform.unit_of_work import UnitOfWork


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in. `roles` are the side's own words for them: shopper, seller, operator, regulator; viewer, creator."""

    account_id: UUID
    display_name: str
    roles: frozenset[str]


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """An account that somebody asks for, as typed."""

    login: str
    display_name: str
    password: str

    def __repr__(self) -> str:
        """Without the password: structs end up in logs."""
        return "Registration(…)"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was opened, and ends by `until` (UTC). While `awaits_code` its token is good for `confirm_code` only."""

    token: str
    awaits_code: bool
    until: dt.datetime

    def __repr__(self) -> str:
        """Without the token: structs end up in logs."""
        return f"Opened(awaits_code={self.awaits_code})"


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why not: `code` is a word that `account.refused` in the locales explains. `until`: when trying again makes sense, UTC."""

    code: str
    until: dt.datetime | None = None


class Accounts(Protocol):
    """One side's accounts. Refusals are returned, so that the caller commits the failures that count towards a lock."""

    @property
    def password_min(self) -> int:
        """The fewest characters of a password."""
        ...

    async def sign_in(self, uow: UnitOfWork, *, login: str, password: str, address: str) -> Opened | Refused:
        """Open a session for whoever knows the password; `address` is where the request came from."""
        ...

    async def confirm_code(self, uow: UnitOfWork, *, token: str, code: str) -> Opened | Refused:
        """Turn a session that awaits a second factor into a full one, under another token."""
        ...

    async def sign_out(self, uow: UnitOfWork, token: str) -> None:
        """End the token's session, if it has one."""
        ...

    async def open_account(self, uow: UnitOfWork, wish: Registration) -> Refused | None:
        """Open an account with the side's everyday role; None where it is open now."""
        ...

    async def find_visitor(self, uow: UnitOfWork, token: str) -> Visitor | None:
        """Whose token this is, or None where it opens nothing (any more)."""
        ...
