"""What a form says, as a struct: named fields only, each checked, none larger than a person would write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, TypeVar, get_args, get_origin

import msgspec
from litestar.datastructures import UploadFile

from padu.web.ui.errors import BadParameterError
from padu.web.ui.form_fields import form_fields
from padu.web.ui.request import WebRequest

T = TypeVar("T", bound=msgspec.Struct)

_LONGEST = 20_000
_WHERE = re.compile(r"`\$\.(\w+)")


async def read_form(request: WebRequest, kind: type[T]) -> T:
    """The fields that `kind` names, read as its types; others are let be.

    An empty field counts as absent where `kind` has a default for it. A field that `kind` calls a tuple or list may come several times,
    any other once. A JSON object may stand for the form. Raises `BadParameterError`, whose `field` names the field at fault.
    """
    if request.content_type[0] == "application/json":
        body = await request.body()
        # A script that writes a letter as this means no letter.
        if b"\\u0000" in body:
            raise BadParameterError("the form holds a zero byte")
        return _as_struct(kind, body)
    try:
        sent = await form_fields(request)
    except ValueError as error:
        raise BadParameterError("the form cannot be read") from error
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        texts = [_text(field.encode_name, value) for value in sent.get(field.encode_name, [])]
        if field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT:
            texts = [text for text in texts if text]
        if not texts:
            continue
        if _is_many(field.type):
            values[field.encode_name] = texts
        elif len(texts) == 1:
            values[field.encode_name] = texts[0]
        else:
            raise BadParameterError(f"the form says {field.encode_name} {len(texts)} times", field=field.encode_name)
    return _as_struct(kind, values)


def _text(name: str, value: str | UploadFile) -> str:
    if isinstance(value, UploadFile):
        raise BadParameterError(f"the form sends a file as {name}", field=name)
    if "\x00" in value or len(value) > _LONGEST:
        raise BadParameterError(f"the form's {name} is too long, or holds a zero byte", field=name)
    return value


def _is_many(kind: object) -> bool:
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, Sequence | frozenset | set) and not issubclass(origin, str)


def _as_struct(kind: type[T], values: dict[str, object] | bytes) -> T:
    try:
        if isinstance(values, bytes):
            return msgspec.json.decode(values, type=kind)
        return msgspec.convert(values, kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = _WHERE.search(str(error)) or re.search(r"missing required field `(\w+)`", str(error))
        field = where[1] if where else ""
        # The message names the kind that was expected, never what was sent: a field may be a password.
        raise BadParameterError(f"the form's {field or 'fields'} cannot be read", field=field) from None
