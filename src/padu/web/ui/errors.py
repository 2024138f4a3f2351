"""What a reader sees when a page cannot be given: in their words, with a way on, and never more than they may know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from padu.kernel.errors import PaduError
from padu.web.ui.respond import WebRequest, respond


class ErrorView(msgspec.Struct, frozen=True):
    """`status`: the HTTP status; `code`: stable, for scripts; `said`: which sentences the page shows."""

    status: int
    code: str
    said: str


class NotHereError(PaduError):
    """The page was asked for by a name that leads nowhere."""

    def __init__(self, what: str) -> None:
        super().__init__("page.not_found", what)


class BadParameterError(PaduError):
    """A part of the address cannot be read."""

    def __init__(self, what: str) -> None:
        super().__init__("page.bad_parameter", what)


# A cursor that was written for another order is the address's fault, wherever it is noticed.
_STATUS = {"page.not_found": 404, "page.bad_parameter": 400, "catalog.bad_position": 400}
_SAID = {400: "bad_parameter", 404: "not_found", 405: "bad_parameter", 503: "away"}


def _answer(request: WebRequest, status: int, code: str) -> Response[Any]:
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "5"
    view = ErrorView(status, code, _SAID.get(status, "bad_parameter" if status < 500 else "broken"))
    return respond(request, "ui/error.html", view, status_code=status, headers=headers)


def _on_http(request: WebRequest, error: HTTPException) -> Response[Any]:
    codes = {404: "page.not_found", 405: "page.method"}
    code = codes.get(error.status_code, "page.bad_parameter" if error.status_code < 500 else "page.broken")
    return _answer(request, error.status_code, code)


def _on_padu(request: WebRequest, error: PaduError) -> Response[Any]:
    status = _STATUS.get(error.code, 500)
    if status == 500:
        structlog.get_logger().error("page failed", path=request.url.path, code=error.code, what=error.what, exc_info=error)
    return _answer(request, status, error.code)


def _on_database_away(request: WebRequest, error: Exception) -> Response[Any]:
    structlog.get_logger().error("database away", path=request.url.path, error=str(error))
    return _answer(request, 503, "database.away")


def _on_anything(request: WebRequest, error: Exception) -> Response[Any]:
    structlog.get_logger().error("page failed", path=request.url.path, exc_info=error)
    return _answer(request, 500, "page.broken")


EXCEPTION_HANDLERS: dict[int | type[Exception], Callable[[WebRequest, Any], Response[Any]]] = {
    HTTPException: _on_http,
    PaduError: _on_padu,
    OperationalError: _on_database_away,
    InterfaceError: _on_database_away,
    PoolTimeout: _on_database_away,
    Exception: _on_anything,
}


async def refuse_zero_bytes(request: WebRequest) -> None:
    """Hook before every handler: PostgreSQL's text cannot hold a zero byte, so an address with one is never ours."""
    if "\x00" in request.url.path or any("\x00" in value for _, value in request.query_params.multi_items()):
        raise BadParameterError("the address holds a zero byte")
