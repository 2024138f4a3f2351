"""Which accounts may be opened, how long sessions live, how many attempts are too many; pure."""

from __future__ import annotations

import datetime as dt

from padu.platform.attempts.types import Limit
from padu.social.accounts.types import AccountsError, AccountStatus, NewAccount, RefusedError, Role, Session

PASSWORD_MIN = 12
PASSWORD_MAX = 256  # hashing must not be made to chew on megabytes
DISPLAY_NAME_MAX = 80

IDLE = dt.timedelta(days=30)
ABSOLUTE = dt.timedelta(days=180)
# A page view within a minute of the last one need not write.
TOUCH_AFTER = dt.timedelta(minutes=1)

_WINDOW = dt.timedelta(minutes=15)
BY_LOGIN = Limit("accounts.login", 10, _WINDOW)
# Many people share one address behind their mobile operator, so an address may fail more often than a login.
BY_ADDRESS = Limit("accounts.address", 100, _WINDOW)


def check_account(account: NewAccount, login: str, *, sound_login: bool) -> None:
    """Whether the account may be opened under its folded `login`. Raises `AccountsError` where it may not."""
    if not sound_login:
        raise AccountsError("accounts.bad_login", "this cannot be a login", todo="give an e-mail address, or a name of letters and digits")
    if not 1 <= len(account.display_name.strip()) <= DISPLAY_NAME_MAX:
        raise AccountsError(
            "accounts.nameless", "an account needs a name to show, and not a long one", todo=f"give one of at most {DISPLAY_NAME_MAX}"
        )
    if not account.roles:
        raise AccountsError("accounts.no_role", "an account needs a role", todo=f"give one or more of {', '.join(Role)}")
    if not PASSWORD_MIN <= len(account.password) <= PASSWORD_MAX:
        raise AccountsError(
            "accounts.password_length",
            "the password is too short or too long",
            todo=f"choose one of {PASSWORD_MIN} to {PASSWORD_MAX} characters; several words are best",
        )
    if login in account.password.casefold():
        raise AccountsError("accounts.password_guessable", "the password contains the login", todo="choose another one")


def is_live(session: Session, now: dt.datetime) -> bool:
    """Whether the session still stands. The moment that a limit is reached is past it; an account not active has none."""
    if session.status is not AccountStatus.ACTIVE:
        return False
    return now - session.last_seen_at < IDLE and now - session.opened_at < ABSOLUTE


def refuse_too_many(until: dt.datetime) -> RefusedError:
    """The refusal of an attempt before the moment that its lock ends."""
    return RefusedError("accounts.too_many_attempts", "too many attempts failed", todo="wait a few minutes, then try again", until=until)
