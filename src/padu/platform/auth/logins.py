"""What people type as their login, brought to one form. Pure."""

from __future__ import annotations

import re
import unicodedata

LOGIN_MAX = 254  # RFC 5321 section 4.5.3.1.3 leaves an address 254 characters

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,61}[a-z0-9])")
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def fold_login(typed: str) -> str:
    """One form for all ways to type a login: compatibility forms, capitals and outer spaces are gone. Any text has one."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def is_login(folded: str) -> bool:
    """Whether a folded text may be a login: an e-mail address, or a name of 3 to 63 of a-z, 0-9 and inner `.`, `_`, `-`."""
    return len(folded) <= LOGIN_MAX and bool(_NAME.fullmatch(folded) or _EMAIL.fullmatch(folded))
