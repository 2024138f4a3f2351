"""How numbers, money and times are written, in Indonesian and in English. Pure: the templates' filters rest on it."""

from __future__ import annotations

import datetime as dt

from padu.kernel.money import Money

WIB = dt.timezone(dt.timedelta(hours=7), "WIB")
_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_SCALES = {"id": ((1_000_000, " jt"), (1_000, " rb")), "en": ((1_000_000, "m"), (1_000, "k"))}


def whole(value: int, language: str) -> str:
    """`12.345` in Indonesian, `12,345` in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def decimal(value: float, language: str, places: int = 1) -> str:
    """`4,9` in Indonesian, `4.9` in English, always with `places` digits."""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def rupiah(money: Money) -> str:
    """`Rp25.000`: no space, dots between thousands, no sen; the same in every language, as people write it."""
    sign = "-" if money.rupiah < 0 else ""
    return f"{sign}Rp{whole(abs(money.rupiah), 'id')}"


def brief(value: int, language: str) -> str:
    """`987`, `1,2 rb`, `15 rb`, `3,4 jt`; rounded down, so that it never claims more than there is."""
    for scale, word in _SCALES[language]:
        if value >= scale:
            tenths = value * 10 // scale
            number = str(tenths // 10) if tenths >= 100 or tenths % 10 == 0 else decimal(tenths / 10, language)
            return f"{number}{word}"
    return str(value)


def percent(share: float, language: str, places: int = 1) -> str:
    """A share of one as `99,1%` or `99.1%`."""
    return f"{decimal(share * 100, language, places)}%"


def day(at: dt.date, language: str) -> str:
    """`12 Des 2026`; of a moment, its day on the clock of western Indonesia."""
    local = at.astimezone(WIB) if isinstance(at, dt.datetime) else at
    return f"{local.day} {_MONTHS[language][local.month - 1]} {local.year}"


def moment(at: dt.datetime, language: str) -> str:
    """`12 Des 2026 14.05 WIB`; English writes the hour with a colon."""
    return f"{day(at, language)} {clock(at, language)}"


def clock(at: dt.datetime, language: str) -> str:
    """`14.05 WIB`; English writes the hour with a colon."""
    local = at.astimezone(WIB)
    separator = "." if language == "id" else ":"
    return f"{local:%H}{separator}{local:%M} WIB"


def duration(seconds: float, language: str) -> str:
    """`0,4 dtk`, `12 dtk`, `3 mnt 05 dtk`, `2 jam 10 mnt`."""
    second, minute, hour = ("dtk", "mnt", "jam") if language == "id" else ("s", "min", "h")
    if seconds < 10:
        return f"{decimal(seconds, language)} {second}"
    whole_seconds = round(seconds)
    if whole_seconds < 60:
        return f"{whole_seconds} {second}"
    if whole_seconds < 3600:
        return f"{whole_seconds // 60} {minute} {whole_seconds % 60:02d} {second}"
    return f"{whole_seconds // 3600} {hour} {whole_seconds % 3600 // 60:02d} {minute}"
