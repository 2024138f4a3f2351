"""What all audiences' pages share: layout, words, formats, pictures, `respond()`, errors and security headers."""

from padu.web.ui.errors import EXCEPTION_HANDLERS, BadParameterError, ErrorView, NotHereError
from padu.web.ui.pictures import Picture, codepoint_of, picture_of
from padu.web.ui.read_address import read_cursor, read_query, write_cursor
from padu.web.ui.reading import reading
from padu.web.ui.respond import WebRequest, language_of, respond

__all__ = [
    "EXCEPTION_HANDLERS",
    "BadParameterError",
    "ErrorView",
    "NotHereError",
    "Picture",
    "WebRequest",
    "codepoint_of",
    "language_of",
    "picture_of",
    "read_cursor",
    "read_query",
    "reading",
    "respond",
    "write_cursor",
]
