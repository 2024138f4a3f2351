"""What all audiences' pages share: layout, words, formats, pictures, `respond()`, forms, who is signed in, errors, security headers."""

from padu.web.ui.errors import EXCEPTION_HANDLERS, BadParameterError, ErrorView, NotHereError
from padu.web.ui.pictures import Picture, codepoint_of, picture_of
from padu.web.ui.read_address import read_cursor, read_query, write_cursor
from padu.web.ui.read_form import read_form
from padu.web.ui.reading import reading, writing
from padu.web.ui.request import WebRequest
from padu.web.ui.respond import language_of, respond
from padu.web.ui.visitor import NotAllowedError, SignInNeededError, Visitor, require_visitor, visitor_of

__all__ = [
    "EXCEPTION_HANDLERS",
    "BadParameterError",
    "ErrorView",
    "NotAllowedError",
    "NotHereError",
    "Picture",
    "SignInNeededError",
    "Visitor",
    "WebRequest",
    "codepoint_of",
    "language_of",
    "picture_of",
    "read_cursor",
    "read_form",
    "read_query",
    "reading",
    "require_visitor",
    "respond",
    "visitor_of",
    "write_cursor",
    "writing",
]
