"""How often something may be tried."""

from __future__ import annotations

import datetime as dt

import msgspec


class Limit(msgspec.Struct, frozen=True):
    """`most` attempts of a kind (`room.what`, in small letters) on one subject inside a sliding `window`."""

    kind: str
    most: int
    window: dt.timedelta


Try = tuple[Limit, str]
"""A limit and the subject that it counts by: a login, an address, an account. Only the subject's digest is kept."""
