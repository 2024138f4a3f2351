"""Reads JSON response pages: the envelope, the page's elements one by one, and whether the pages are complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from padu.merge.sources.limits import MAX_PAGE_BYTES, MEBIBYTE
from padu.merge.sources.open_stream import not_utf8
from padu.merge.sources.refusal import Refusal, quoted, say

_Element = TypeVar("_Element")
_PATH = re.compile(r" - at `\$\.?(.*)`$")
_STEP = re.compile(r"[^.\[\]]+")
# Escaped backslashes and whole surrogate pairs are stepped over (group 1); what is left is a half without its other half.
_HALVES = re.compile(rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_NUMBERED = re.compile(r"\.(\d+)\.json$")


class _Header(msgspec.Struct):
    error_code: int | str | None = None
    reason: str | None = None


class _Envelope(msgspec.Struct):
    code: int | str | None = None
    message: str | None = None
    header: _Header | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str | None)
_NUMBER = msgspec.json.Decoder(int | None)
_ANY = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Page:
    """One page's elements, undecoded, and what it says of the whole."""

    elements: Sequence[msgspec.Raw]
    next_page_token: str = ""
    total_count: int | None = None


def read_bytes(path: Path) -> bytes:
    """A page's bytes, refused beyond the limit and where empty; a byte order mark is dropped."""
    if (size := path.stat().st_size) > MAX_PAGE_BYTES:
        raise Refusal("file.bomb", f"the page has {size // MEBIBYTE} MiB, at most {MAX_PAGE_BYTES // MEBIBYTE} are read; it is refused")
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise Refusal("file.empty", "the file is empty")
    return data


def _mend(data: bytes) -> bytes:
    """The same JSON, halves of characters (an emoji cut in two by a platform's own shortening) replaced by U+FFFD."""
    return _HALVES.sub(lambda match: match[0] if match[1] else b"\\ufffd", data)


def open_envelope(data: bytes) -> msgspec.Raw:
    """The `data` of a response envelope; raises `Refusal` where the platform answered with an error or the JSON is broken."""
    try:
        envelope = _ENVELOPE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        mended = _mend(data)
        if mended != data:
            return open_envelope(mended)
        raise json_refusal(error, data) from error
    if envelope.header is not None:
        code, message = envelope.header.error_code, envelope.header.reason
    else:
        code, message = envelope.code, envelope.message
        if code is None:
            raise Refusal("json.wrong_shape", 'the response has no "code"; it is not a page of this platform', field="code")
    if code not in (None, "", 0, "0"):
        raise Refusal(
            "envelope.refused",
            f"the platform answered with error {say(str(code))} ({quoted(str(message or ''))[:120]}); export this page again",
            field="code",
            value=str(code),
        )
    return envelope.data


def open_page(path: Path, key: str) -> Page:
    """Open a page whose elements stand in `data[key]`, or in `data` itself where `key` is empty."""
    data = open_envelope(read_bytes(path))
    try:
        fields = _FIELDS.decode(data) if key else {"": data}
        elements = fields.get(key)
        if elements is None:
            raise Refusal("json.wrong_shape", f'the page has no "{key}"', field=f"data.{key}")
        return Page(
            elements=_ELEMENTS.decode(elements),
            next_page_token=_TEXT.decode(fields.get("next_page_token", b"null")) or "",
            total_count=_NUMBER.decode(fields.get("total_count", b"null")),
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise json_refusal(error, bytes(data)).inside("data") from error


def decode(decoder: msgspec.json.Decoder[_Element], raw: bytes | msgspec.Raw) -> _Element:
    """Decode one element; raises `Refusal` naming the field that has the wrong type and its value."""
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise json_refusal(error, bytes(raw)) from error


def identify(raw: bytes | msgspec.Raw, name: str = "id") -> str:
    """An element's own id where it can still be told, for the record of its refusal."""
    try:
        element = _ANY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    found: Any = cast("dict[str, Any]", element).get(name) if isinstance(element, dict) else None
    return quoted(found) if isinstance(found, str) else ""


def json_refusal(error: Exception, data: bytes) -> Refusal:
    """What a decoding error means for the person who sent the file."""
    if isinstance(error, RecursionError):
        return Refusal("file.bomb", "the JSON is nested too deeply; it is refused")
    if isinstance(error, UnicodeDecodeError):
        return not_utf8()
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return Refusal("json.malformed", f"this is not JSON ({text[:120]}); it may have been cut off: send it again")
    match = _PATH.search(text)
    path = match[1] if match else ""
    value = _value_at(data, path)
    code, hint = _mismatch(path, value)
    found = "the JSON has another shape than expected" if value is _ABSENT else f"{say(value)} is of the wrong type"
    return Refusal(code, f"{found} ({text.partition(' - at ')[0][:100]}){hint}", field=path, value="" if value is _ABSENT else value)


_ABSENT: Any = object()
_MONEY = ("price", "amount", "total", "discount", "fee", "tax", "refund_total")


def _mismatch(path: str, value: object) -> tuple[str, str]:
    name = path.rpartition(".")[2]
    fraction = isinstance(value, float)
    if name == "id" or name.endswith("_id"):
        return ("number.not_integer" if fraction else "id.malformed"), "; ids are text, a number loses digits: export again"
    if name == "quantity":
        return ("number.not_integer" if fraction else "stock.unreadable"), "; stock is a whole number"
    if name.endswith("_time"):
        return "date.unreadable", "; times are Unix seconds"
    if name.endswith(_MONEY):
        return "price.unreadable", "; money is text such as 25000"
    return "json.wrong_shape", ""


def _value_at(data: bytes, path: str) -> Any:  # noqa: ANN401 - whatever stands there is shown to a person
    try:
        found: Any = _ANY.decode(data)
        for step in _STEP.findall(path):
            found = cast("list[Any]", found)[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, LookupError, TypeError, RecursionError):
        return _ABSENT
    return _ABSENT if isinstance(found, (dict, list)) else found


def siblings(path: Path) -> list[Path]:
    """All pages of the same search in order, `path` among them."""
    stem = _NUMBERED.sub("", path.name)
    found = [other for other in path.parent.glob(f"{glob_escape(stem)}.*.json") if _NUMBERED.sub("", other.name) == stem]
    return sorted(found or [path], key=_page_number)


def glob_escape(name: str) -> str:
    """A file name that stands for itself in a glob."""
    return re.sub(r"([*?\[])", r"[\1]", name)


def _page_number(path: Path) -> int:
    match = _NUMBERED.search(path.name)
    return int(match[1]) if match else 0


def completeness(path: Path, page: Page, key: str) -> Refusal | None:
    """On a search's last page: a refusal where all its pages together do not hold what they promise.

    A page that cannot be read is refused when it is read itself, so nothing is said of it here.
    """
    pages = siblings(path)
    if path.name != pages[-1].name:
        return None
    count, whole = 0, True
    for other in pages:
        try:
            found = page if other.name == path.name else open_page(other, key)
        except Refusal:
            return None
        count += len(found.elements)
        whole &= bool(found.next_page_token) != (other is pages[-1])
    if whole and page.total_count in (None, count):
        return None
    return Refusal(
        "page.missing",
        f"the pages hold {count} records and promise {page.total_count if whole else 'more'}; export this search again",
        field="data.total_count",
        value=str(page.total_count),
    )
