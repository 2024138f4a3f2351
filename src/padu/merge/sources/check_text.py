"""Checks and cleans text fields and ids."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TypeVar

from padu.merge.sources.refusal import Refusal, say

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLOCK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\u00a0]+")
_PLATFORM_ID = re.compile(r"[0-9]{17,20}")
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+|[0-9]+[.,]0+")
_MAX_OWN_ID = 160
MAX_TITLE = 255

_Value = TypeVar("_Value")


def clean(text: str | None) -> str:
    """Text without control characters (a database refuses NUL) and without blanks around it."""
    if not text:
        return ""
    return text.strip() if text.isprintable() else _UNWANTED.sub("", text).strip()


def plain(markup: str | None) -> str:
    """A description's text without its HTML tags; block ends become line breaks."""
    if not markup:
        return ""
    if "<" in markup:
        markup = _TAG.sub("", _BLOCK.sub("\n", markup))
    return clean(html.unescape(markup))


def single_line(text: str | None) -> str:
    """Text on one line with single blanks; a title or a name."""
    line = clean(text)
    return " ".join(line.split()) if line else ""


def title(text: str | None, field: str, *, limit: int = MAX_TITLE) -> str:
    """A product's name: present, and no longer than the platform allows (255 characters in Indonesia)."""
    line = single_line(text)
    if not line:
        raise Refusal("title.missing", "the product has no name; give it one", field=field)
    if len(line) > limit:
        raise Refusal("title.too_long", f"the name has {len(line)} characters, at most {limit} fit; shorten it", field=field, value=line)
    return line


def platform_id(text: str | None, field: str) -> str:
    """A TikTok Shop id: a decimal string of 17 to 20 digits."""
    value = (text or "").strip()
    if _PLATFORM_ID.fullmatch(value):
        return value
    if not value:
        raise Refusal("id.missing", "the id is empty; export the record again", field=field)
    if _SCIENTIFIC.fullmatch(value):
        raise Refusal(
            "number.not_integer",
            f"the id {say(value)} was turned into a rounded number, probably by a spreadsheet; export again and keep ids as text",
            field=field,
            value=value,
        )
    raise Refusal("id.malformed", f"{say(value)} is not an id; TikTok Shop ids have 17 to 20 digits", field=field, value=value)


def own_id(text: str | None, field: str) -> str:
    """Any platform's id as text: present, printable, without line breaks, at most 160 characters."""
    value = (text or "").strip()
    if not value:
        raise Refusal("id.missing", "the id is empty; export the record again", field=field)
    if not value.isprintable() or len(value) > _MAX_OWN_ID:
        raise Refusal(
            "id.malformed", f"{say(value)} cannot be an id; it must be printable and at most 160 characters", field=field, value=value
        )
    return value


def choice(text: str | None, known: Mapping[str, _Value], field: str) -> _Value:
    """What a word of the platform means to us; an unknown word is refused, never guessed."""
    value = (text or "").strip()
    found = known.get(value)
    if found is None:
        shown = ", ".join(list(known)[:12])
        raise Refusal("enum.unknown", f"{say(value)} is not a word this reader knows ({shown})", field=field, value=value)
    return found


def phone(text: str | None) -> str:
    """A shop's own public number as digits with country code 62, or empty where it is masked or none."""
    raw = text or ""
    digits = re.sub(r"[^0-9]", "", raw)
    if "*" in raw or not 8 <= len(digits) <= 15:
        return ""
    if digits.startswith("620"):
        return "62" + digits[3:]
    return "62" + digits[1:] if digits.startswith("0") else digits


def words(text: str) -> str:
    """Text with every kind of blank, and damaged characters, as one ordinary blank."""
    return _BLANKS.sub(" ", text.replace("\ufffd", " ")).strip()


def first_time(source_id: str, seen: set[str], field: str) -> None:
    """Refuse an id that this file gave before; remember it otherwise."""
    if source_id in seen:
        raise Refusal(
            "id.duplicate", f"the id {say(source_id)} stands in this file twice; the first one counts", field=field, value=source_id
        )
    seen.add(source_id)
