"""Checks moments in time and turns them into UTC."""

from __future__ import annotations

import datetime as dt
import re

from padu.merge.sources.refusal import Refusal, say

# Exports of the seller centre are in western Indonesian time, whatever the seller's place.
WIB = dt.timezone(dt.timedelta(hours=7))
# Olist's stamps name no zone; they are read as Brasília's standard time (summer time is left out, an hour at most).
BRASILIA = dt.timezone(dt.timedelta(hours=-3))

_DAY_FIRST = re.compile(r"(?P<d>\d{2})[/-](?P<m>\d{2})[/-](?P<y>\d{4})(?:[ T](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?)?")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[/-](?P<m>\d{2})[/-](?P<d>\d{2})(?:[ T](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?)?")
# 2009, when the older of the two platforms opened, to 2100: outside lies a wrong unit, not a moment.
_FIRST, _LAST = 1_230_768_000, 4_102_444_800


def unix(seconds: int | None, field: str) -> dt.datetime:
    """A moment from Unix seconds, as the partner API writes it."""
    if seconds is None or not _FIRST <= seconds < _LAST:
        raise Refusal("date.unreadable", f"{seconds} is not a moment in Unix seconds", field=field, value=seconds)
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def optional_unix(seconds: int | None, field: str) -> dt.datetime | None:
    """A moment from Unix seconds; none where the field is absent or zero."""
    return unix(seconds, field) if seconds else None


def stamp(text: str, field: str, zone: dt.tzinfo = WIB) -> dt.datetime:
    """A moment written as `DD/MM/YYYY HH:MM:SS`, `YYYY-MM-DD HH:MM:SS`, a date alone, or Unix seconds."""
    value = text.strip()
    if value.isascii() and value.isdigit() and len(value) <= 12:
        return unix(int(value), field)
    match = _DAY_FIRST.fullmatch(value) or _YEAR_FIRST.fullmatch(value)
    if match:
        part = {name: int(digits) for name, digits in match.groupdict(default="0").items()}
        try:
            local = dt.datetime(part["y"], part["m"], part["d"], part["H"], part["M"], part["S"], tzinfo=zone)
            moment = local.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment and _FIRST <= moment.timestamp() < _LAST:
            return moment
    raise Refusal("date.unreadable", f"{say(value)} is not a moment; write DD/MM/YYYY HH:MM:SS", field=field, value=value)


def optional_stamp(text: str, field: str, zone: dt.tzinfo = WIB) -> dt.datetime | None:
    """As `stamp`; none where the cell is empty."""
    return stamp(text, field, zone) if text.strip() else None
