"""The one text that stands for an audit entry; pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import cast

from padu.platform.audit.types import AuditError, AuditRecord

_ACTION = re.compile(r"[a-z][a-z0-9_.]*")


def write_leaf(position: int, at: dt.datetime, record: AuditRecord) -> str:
    """JSON with sorted keys and no spaces, the time in UTC to the microsecond.

    Raises `AuditError`: `audit.actor`, `audit.action` or `audit.detail` names the field that cannot be written.
    """
    if not record.actor:
        raise AuditError("audit.actor", "an audit record names nobody", todo="say who did it: a login or a job's name")
    if not _ACTION.fullmatch(record.action):
        raise AuditError("audit.action", f"{record.action!r} is no action", todo="write dotted lower-case words, such as listing.block")
    said = {"actor": record.actor, "subject": record.subject, "detail": record.detail}
    for name, value in said.items():
        _check(value, name)
    fields = {**said, "action": record.action, "at": at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "position": position}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _check(value: object, place: str) -> None:
    """Refuse what JSON, PostgreSQL and UTF-8 do not all write alike."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[object, object]", value).items():
            if not isinstance(name, str):
                raise _unwritable(place, f"the name {name!r} is no text")
            _check_text(name, place)
            _check(inner, f"{place}.{name}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(cast("list[object]", value)):
            _check(inner, f"{place}[{number}]")
    else:
        raise _unwritable(place, f"a {type(value).__name__} is neither text, whole number, true, false, null, list nor object")


def _check_text(text: str, place: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _unwritable(place, "the text holds a character that no database keeps (NUL or half a surrogate pair)")


def _unwritable(place: str, why: str) -> AuditError:
    return AuditError("audit.detail", why, where=place, todo="write it as text, or leave it out")
