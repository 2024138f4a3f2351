"""Which accounts may be opened, who needs a second factor, how long sessions live, how many attempts, who may do what; pure."""

from __future__ import annotations

import datetime as dt

from padu.market.identity.types import AccountStatus, Actor, Deed, IdentityError, NewAccount, RefusedError, Role, Session, SessionLimits
from padu.platform.attempts.types import Limit

PASSWORD_MIN = 12
PASSWORD_MAX = 256  # hashing must not be made to chew on megabytes

_WITH_CODE = frozenset({Role.OPERATOR, Role.REGULATOR})
_LONG = SessionLimits(idle=dt.timedelta(days=14), absolute=dt.timedelta(days=60))
_SHORT = SessionLimits(idle=dt.timedelta(minutes=30), absolute=dt.timedelta(hours=12))
_AWAITING_CODE = SessionLimits(idle=dt.timedelta(minutes=10), absolute=dt.timedelta(minutes=10))
# A page view within a minute of the last one need not write.
TOUCH_AFTER = dt.timedelta(minutes=1)

_WINDOW = dt.timedelta(minutes=15)
# What failed attempts are counted by: the login tried, the address it was tried from, the account whose code was tried.
BY_LOGIN = Limit("identity.login", 10, _WINDOW)
# Many people share one address behind their mobile operator, so an address may fail more often than a login.
BY_ADDRESS = Limit("identity.address", 100, _WINDOW)
BY_CODE = Limit("identity.code", 5, _WINDOW)

_WHO_MAY = {
    Deed.BUY: frozenset({Role.SHOPPER}),
    Deed.RUN_SHOPS: frozenset({Role.SELLER}),
    Deed.WATCH_OPERATIONS: frozenset({Role.OPERATOR, Role.REGULATOR}),
    Deed.CHANGE_OPERATIONS: frozenset({Role.OPERATOR}),
    Deed.OVERSEE: frozenset({Role.REGULATOR}),
}


def check_account(account: NewAccount, login: str, *, sound_login: bool) -> None:
    """Whether the account may be opened under its folded `login`. Raises `IdentityError` where it may not."""
    if not sound_login:
        raise IdentityError("identity.bad_login", "this cannot be a login", todo="give an e-mail address, or a name of letters and digits")
    if not account.display_name.strip():
        raise IdentityError("identity.nameless", "an account needs a name to show", todo="give one")
    if not account.roles:
        raise IdentityError("identity.no_role", "an account needs a role", todo=f"give one or more of {', '.join(Role)}")
    if not PASSWORD_MIN <= len(account.password) <= PASSWORD_MAX:
        raise IdentityError(
            "identity.password_length",
            "the password is too short or too long",
            todo=f"choose one of {PASSWORD_MIN} to {PASSWORD_MAX} characters; several words are best",
        )
    if login in account.password.casefold():
        raise IdentityError("identity.password_guessable", "the password contains the login", todo="choose another one")


def needs_code(roles: frozenset[Role]) -> bool:
    """Whether these roles must show a second factor."""
    return bool(roles & _WITH_CODE)


def limits_of(roles: frozenset[Role], *, awaits_code: bool) -> SessionLimits:
    """How long a session of these roles lives; the strictest role decides."""
    if awaits_code:
        return _AWAITING_CODE
    return _SHORT if needs_code(roles) else _LONG


def awaits_code(session: Session) -> bool:
    """Whether the session still owes the second factor that its account's roles need today, whenever they were given."""
    return needs_code(session.roles) and not session.code_shown


def is_live(session: Session, now: dt.datetime) -> bool:
    """Whether the session still stands. The moment that a limit is reached is past it; an account not active has none."""
    limits = limits_of(session.roles, awaits_code=awaits_code(session))
    if session.status is not AccountStatus.ACTIVE:
        return False
    return now - session.last_seen_at < limits.idle and now - session.opened_at < limits.absolute


def refuse_too_many(until: dt.datetime) -> RefusedError:
    """The refusal of an attempt before the moment that its lock ends."""
    return RefusedError("identity.too_many_attempts", "too many attempts failed", todo="wait a few minutes, then try again", until=until)


def may(actor: Actor | None, deed: Deed) -> bool:
    """Whether the actor's roles allow the deed; somebody who is not signed in may nothing. Which shops: see `shops_of`."""
    return actor is not None and bool(actor.roles & _WHO_MAY[deed])
