"""Forms are taken from our own pages only: a token in the form must agree with a signed one in a cookie (double submit).

Litestar's own middleware has the same protocol, and its token and signature are used here. It is not used itself because it keeps
whatever cookie it meets, so that one signed by an earlier installation would refuse every form for good; because a token outside
ASCII makes it fail; and because it parses forms through a cache that would keep passwords in memory.

A route whose bodies are large names, under `ASK_FIRST` in its `opt`, who is to be asked before anything of one is read.
"""

from __future__ import annotations

import contextlib
import hmac
import re
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders, UploadFile
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.middleware.csrf import CSRF_SECRET_LENGTH, generate_csrf_hash, generate_csrf_token
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from padu.web.ui.form_fields import form_fields
from padu.web.ui.request import WebRequest
from padu.web.ui.site import Site

ASK_FIRST = "ask_first"
"""In a route's `opt`: an async function of the request that raises where no body is wanted."""
FIELD = "_csrf_token"
HEADER = "X-CSRFToken"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Other machines send these, with signatures of their own and no cookie.
_SIGNED_OTHERWISE = re.compile(r"/(webhooks|exchange/v1)/")
# A page's first pictures are asked for all at once, and each would bring another cookie.
_FILES = re.compile(r"/(static|pictures|emoji|media)/|/healthz$")


class CsrfRefusedError(PermissionDeniedException):
    """A form without the token that its page was given."""


class CsrfMiddleware(ASGIMiddleware):
    """Gives pages their token and refuses forms without it."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, site: Site) -> None:
        self._site = site

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass on what may pass; raise `CsrfRefusedError` for the rest."""
        request = Request[Any, Any, Any](scope, receive, send)
        path, is_safe = str(scope["path"]), request.method in _SAFE
        if _SIGNED_OTHERWISE.match(path) or (is_safe and _FILES.match(path)):
            await next_app(scope, receive, send)
            return
        cookie = self._signed(request.cookies.get(self._site.csrf_cookie))
        request.state.csrf_token = token = cookie or generate_csrf_token(self._site.csrf_secret)
        if not is_safe:
            await _check(request, cookie)
        await next_app(scope, receive, send if cookie else self._giving(token, send))

    def _signed(self, token: str | None) -> str | None:
        """The token, where it carries this installation's signature."""
        if token is None or len(token) <= CSRF_SECRET_LENGTH:
            return None
        expected = generate_csrf_hash(token[:CSRF_SECRET_LENGTH], self._site.csrf_secret)
        return token if _same(token[CSRF_SECRET_LENGTH:], expected) else None

    def _giving(self, token: str, send: Send) -> Send:
        # The page brings the token itself, in its forms and for htmx, so that no script need read the cookie.
        site = self._site
        cookie = Cookie(key=site.csrf_cookie, value=token, path="/", secure=site.is_secure, httponly=True, samesite="lax")

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                named = f"{site.csrf_cookie}="
                # A handler that takes the cookie away (at signing in) has the last word.
                if not any(value.startswith(named) for value in headers.getall("set-cookie", [])):
                    headers.add("set-cookie", cookie.to_header(header=""))
            await send(message)

        return send_with_cookie


def csrf_token_of(request: WebRequest) -> str:
    """The token that this page's forms must carry; empty where the middleware was not asked."""
    return str(request.state.get("csrf_token") or "")


async def _check(request: WebRequest, cookie: str | None) -> None:
    """Refuse a form that is none of our pages', by as little of it as tells that."""
    sent = request.headers.get(HEADER)
    if cookie is None or (sent and not _same(cookie, sent)):
        raise CsrfRefusedError(detail="the form came without its token")
    if ask_first := request.route_handler.opt.get(ASK_FIRST):
        await ask_first(request)
    if not sent and not _same(cookie, await _token_in_form(request)):
        await _close_files(request)
        raise CsrfRefusedError(detail="the form came without its token")


async def _token_in_form(request: WebRequest) -> str:
    try:
        found = (await form_fields(request)).get(FIELD, [])
    except ValueError:
        return ""
    return found[0] if found and not isinstance(found[0], UploadFile) else ""


async def _close_files(request: WebRequest) -> None:
    """What a refused form brought along; otherwise the route closes it after its handler."""
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        with contextlib.suppress(HTTPException):
            await (await request.form()).close()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
