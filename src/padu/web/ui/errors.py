"""What a reader sees when a page cannot be given: in their words, with a way on, and never more than they may know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import psycopg
import structlog
from litestar import MediaType, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from padu.kernel.errors import PaduError
from padu.web.ui.csrf import CsrfRefusedError
from padu.web.ui.request import WebRequest
from padu.web.ui.respond import respond
from padu.web.ui.visitor import NotAllowedError, SignInNeededError, find_presence


class ErrorView(msgspec.Struct, frozen=True):
    """`status`: the HTTP status; `code`: stable, for scripts; `said`: which sentences the page shows; `field`: at fault, if it is one."""

    status: int
    code: str
    said: str
    field: str = ""


class NotHereError(PaduError):
    """The page was asked for by a name that leads nowhere."""

    def __init__(self, what: str) -> None:
        super().__init__("page.not_found", what)


class BadParameterError(PaduError):
    """A part of the address, or the `field` of a form, cannot be read."""

    def __init__(self, what: str, *, field: str = "") -> None:
        super().__init__("page.bad_parameter", what)
        self.field = field


# A cursor that was written for another order is the address's fault, wherever it is noticed.
_STATUS = {"page.not_found": 404, "page.bad_parameter": 400, "catalog.bad_position": 400}
_SAID = {400: "bad_parameter", 401: "sign_in_needed", 403: "not_allowed", 404: "not_found", 405: "bad_parameter", 503: "away"}


def _answer(request: WebRequest, status: int, code: str, *, said: str = "", field: str = "") -> Response[Any]:
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "5"
    said = said or _SAID.get(status, "bad_parameter" if status < 500 else "broken")
    view = ErrorView(status, code, said, field)
    return respond(request, "ui/error.html", view, status_code=status, headers=headers)


def _on_http(request: WebRequest, error: HTTPException) -> Response[Any]:
    codes = {404: "page.not_found", 405: "page.method"}
    code = codes.get(error.status_code, "page.bad_parameter" if error.status_code < 500 else "page.broken")
    return _answer(request, error.status_code, code)


def _on_csrf(request: WebRequest, error: CsrfRefusedError) -> Response[Any]:
    structlog.get_logger().info("form refused", path=request.url.path, why=error.detail)
    return _answer(request, 403, "page.form_expired", said="form_expired")


def _on_sign_in_needed(request: WebRequest, error: SignInNeededError) -> Response[Any]:
    """A page leads to the sign-in and back; a script is told."""
    if request.accept.best_match([MediaType.HTML, MediaType.JSON]) == MediaType.JSON:
        return _answer(request, 401, error.code)
    headers = {"Cache-Control": "no-store", "Location": error.address}
    if request.headers.get("hx-request") == "true":
        # A redirect would be followed unseen and its page put where a piece belongs.
        return Response("", status_code=401, headers={"Cache-Control": "no-store", "HX-Redirect": error.address})
    return Response("", status_code=303, headers=headers)


def _on_not_allowed(request: WebRequest, error: NotAllowedError) -> Response[Any]:
    return _answer(request, 403, error.code)


def _on_bad_parameter(request: WebRequest, error: BadParameterError) -> Response[Any]:
    return _answer(request, 400, error.code, field=error.field)


def _on_padu(request: WebRequest, error: PaduError) -> Response[Any]:
    status = _STATUS.get(error.code, 500)
    if status == 500:
        structlog.get_logger().error("page failed", path=request.url.path, code=error.code, what=error.what, exc_info=error)
    return _answer(request, status, error.code)


def _on_database_away(request: WebRequest, error: Exception) -> Response[Any]:
    structlog.get_logger().error("database away", path=request.url.path, error=str(error))
    return _answer(request, 503, "database.away")


def _on_unfit(request: WebRequest, error: Exception) -> Response[Any]:
    """A number that no column holds, a text that is none: what no page of ours wrote. Logged, in case it was one of ours after all."""
    structlog.get_logger().warning("the database holds no such value", path=request.url.path, exc_info=error)
    return _answer(request, 400, "page.bad_parameter")


def _on_anything(request: WebRequest, error: Exception) -> Response[Any]:
    structlog.get_logger().error("page failed", path=request.url.path, exc_info=error)
    return _answer(request, 500, "page.broken")


EXCEPTION_HANDLERS: dict[int | type[Exception], Callable[[WebRequest, Any], Response[Any]]] = {
    CsrfRefusedError: _on_csrf,
    HTTPException: _on_http,
    SignInNeededError: _on_sign_in_needed,
    NotAllowedError: _on_not_allowed,
    BadParameterError: _on_bad_parameter,
    PaduError: _on_padu,
    OperationalError: _on_database_away,
    InterfaceError: _on_database_away,
    PoolTimeout: _on_database_away,
    # What hot SQL raises comes as the driver's own.
    psycopg.OperationalError: _on_database_away,
    DataError: _on_unfit,
    psycopg.DataError: _on_unfit,
    Exception: _on_anything,
}


async def open_request(request: WebRequest) -> None:
    """Hook before every handler: refuse what no page of ours is called, then find out who asks.

    PostgreSQL's text cannot hold a zero byte, so an address with one is never ours.
    """
    if "\x00" in request.url.path or any("\x00" in value for _, value in request.query_params.multi_items()):
        raise BadParameterError("the address holds a zero byte")
    await find_presence(request)
