"""What an address may ask: query parameters and the opaque cursors of keyset pages, all checked."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from padu.web.ui.errors import BadParameterError
from padu.web.ui.request import WebRequest

T = TypeVar("T", bound=msgspec.Struct)


def write_cursor(position: msgspec.Struct | None) -> str | None:
    """The position as text for an address."""
    if position is None:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def read_cursor(text: str | None, kind: type[T]) -> T | None:
    """The position again; anything else than what we wrote is a bad parameter."""
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded.encode("ascii")), type=kind)
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadParameterError("the cursor in the address is not one of ours") from error


def read_query(request: WebRequest, kind: type[T]) -> T:
    """The address's query as `kind`; parameters that it does not name are left alone, unfit ones are an error."""
    try:
        return msgspec.convert(dict(request.query_params), kind)
    except msgspec.ValidationError as error:
        raise BadParameterError(f"the address asks what can't be asked: {error}") from error
