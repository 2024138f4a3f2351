"""What a message may hold, which version of a flow counts on a day, and whether a register can be relied on; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import cast
from uuid import UUID

from padu.exchange.register.types import ExchangeError, Field, FieldKind, Flow

LONGEST_TEXT = 500
MOST_WORDS = 10
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST = 2**53 - 1  # what JSON carries exactly everywhere (RFC 8259 section 6)
_JAKARTA = dt.timezone(dt.timedelta(hours=7))


def jakarta_day(at: dt.datetime) -> dt.date:
    """The day on Jakarta's calendar (UTC+7, no summer time)."""
    return at.astimezone(_JAKARTA).date()


def as_moment(at: dt.datetime) -> str:
    """A moment as messages carry it: UTC, whole seconds."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_message(flow: Flow, message: Mapping[str, object]) -> None:
    """Refuse a message that is not, field by field, what the register says.

    Raises `ExchangeError`: `exchange.field_not_registered`, `exchange.field_missing`, `exchange.field_kind`. The value is not quoted.
    """
    allowed = {field.name: field for field in flow.fields}
    for name in message:
        if name not in allowed:
            raise ExchangeError(
                "exchange.field_not_registered",
                f"the register names no field {name[:60]!r} in the flow {flow.id}",
                where=f"{flow.id}, version {flow.version}",
                todo="leave it out, or register a new version of the flow first",
            )
    for name, field in allowed.items():
        if name not in message:
            raise ExchangeError(
                "exchange.field_missing",
                f"the field {name} is missing",
                where=f"{flow.id}, version {flow.version}",
                todo="send every field that the register names",
            )
        if not is_of_kind(field, message[name]):
            raise ExchangeError(
                "exchange.field_kind",
                f"the field {name} is no {field.kind}",
                where=f"{flow.id}, version {flow.version}",
                todo="send it as the register says",
            )


def is_of_kind(field: Field, value: object) -> bool:
    """Whether a value is what the field may hold."""
    if value is None:
        return field.may_be_empty
    if field.one_of and value not in field.one_of:
        return False
    return _KINDS[field.kind](value)


def in_force(versions: Iterable[Flow], flow_id: str, on: dt.date) -> Flow:
    """The version of a flow that counts on a day. Raises `exchange.flow_not_registered` where there is none."""
    known = [flow for flow in versions if flow.id == flow_id and flow.valid_from <= on]
    if not known:
        raise ExchangeError(
            "exchange.flow_not_registered",
            f"no flow {flow_id[:60]!r} is registered on {on}",
            todo="register it before anything passes",
        )
    return max(known, key=lambda flow: flow.version)


def check_register(versions: Iterable[Flow]) -> None:
    """Refuse a register that contradicts itself: names twice, versions that do not follow each other, words where none may be."""
    by_id: defaultdict[str, list[Flow]] = defaultdict(list)
    for flow in versions:
        by_id[flow.id].append(flow)
        if not flow.fields or len(set(flow.names)) < len(flow.names):
            raise _broken(flow, "its fields are none, or one stands twice")
        if not all(_NAME.fullmatch(name) for name in (flow.id, *flow.names)):
            raise _broken(flow, "a name is not of small letters and _")
        if any((field.kind is FieldKind.WORD) != bool(field.one_of) for field in flow.fields):
            raise _broken(flow, "a word, and only a word, lists what it may be")
    for flows in by_id.values():
        if [flow.version for flow in flows] != list(range(1, len(flows) + 1)):
            raise _broken(flows[0], "its versions are not numbered from 1")
        days = [flow.valid_from for flow in flows]
        if sorted(set(days)) != days or len({flow.direction for flow in flows}) > 1:
            raise _broken(flows[0], "a later version must begin later and run the same way")


def _broken(flow: Flow, why: str) -> ExchangeError:
    return ExchangeError("exchange.register_broken", why, where=f"{flow.id}, version {flow.version}", todo="correct flows.yaml")


def _is_uuid(value: object) -> bool:
    """The one way to write a UUID: small letters and dashes."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_storable(value)


def _is_storable(text: str) -> bool:
    """No NUL and no half of a surrogate pair: no database keeps these."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_words(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return False
    words = cast("list[object]", value)
    return len(words) <= MOST_WORDS and all(_is_word(word) for word in words)


def _is_whole(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST


def _is_tenths(value: object) -> bool:
    """Stars in tenths: 10 to 50."""
    return type(value) is int and 10 <= value <= 50


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None and _is_iso(dt.date.fromisoformat, value)


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None and _is_iso(dt.datetime.fromisoformat, value)


def _is_iso(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_KINDS: dict[FieldKind, Callable[[object], bool]] = {
    FieldKind.UUID: _is_uuid,
    FieldKind.TEXT: _is_text,
    FieldKind.WORD: _is_word,
    FieldKind.WORDS: _is_words,
    FieldKind.WHOLE: _is_whole,
    FieldKind.TENTHS: _is_tenths,
    FieldKind.RUPIAH: _is_whole,
    FieldKind.FLAG: _is_flag,
    FieldKind.DAY: _is_day,
    FieldKind.MOMENT: _is_moment,
}
