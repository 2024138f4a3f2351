"""One view, three faces: JSON if asked, the block that htmx targets, else the full page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from jinja2 import Environment
from litestar import MediaType, Response
from litestar.datastructures import Cookie

from padu.web.ui.csrf import csrf_token_of
from padu.web.ui.language import LANGUAGES, choose_language
from padu.web.ui.request import WebRequest
from padu.web.ui.templates import render
from padu.web.ui.visitor import presence_of

VARY = "Accept, Accept-Language, Cookie, HX-Request, HX-Target"
_YEAR = 31_536_000


def respond(
    request: WebRequest,
    template: str,
    view: msgspec.Struct,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Answer with `view`, known as `view` in the template; the same struct is the JSON answer.

    htmx asks for an element by its id: the template's block of that name (dashes as underscores) answers alone. A boosted visit or a
    restored history entry gets the full page.
    """
    # A page says who is signed in and carries their form token, so it is nobody else's; and signing out leaves none behind.
    private = "private, no-store" if presence_of(request).visitor else "private, no-cache"
    kept = {"Cache-Control": private, **(headers or {}), "Vary": VARY}
    if request.accept.best_match([MediaType.HTML, MediaType.JSON]) == MediaType.JSON:
        return Response(msgspec.json.encode(view), media_type=MediaType.JSON, status_code=status_code, headers=kept)
    values = page_values(request, view)
    environment: Environment = request.app.state.templates
    text = render(environment, template, _block(request), values)
    return Response(
        text, media_type=MediaType.HTML, status_code=status_code, headers=kept, cookies=[*_remembered(request, str(values["language"]))]
    )


def language_of(request: WebRequest) -> str:
    """The reader's language."""
    return choose_language(
        asked=request.query_params.get("lang"),
        remembered=request.cookies.get("lang"),
        accepted=request.headers.get("accept-language", ""),
    )


def page_values(request: WebRequest, view: msgspec.Struct) -> dict[str, object]:
    """What every template may name: the view, the language, the theme, the address, who is there, the form's token."""
    asked = request.query_params.get("theme")
    theme = asked if asked in {"light", "dark"} else request.cookies.get("theme")
    # Choices that a cookie now remembers need not follow the reader through every link.
    query = {name: value for name, value in request.query_params.items() if name not in {"lang", "theme"}}
    presence = presence_of(request)
    return {
        "view": view,
        "language": language_of(request),
        "theme": theme if theme in {"light", "dark"} else "",
        "path": request.url.path,
        "query": query,
        "presence": presence,
        "visitor": presence.visitor,
        "csrf": csrf_token_of(request),
    }


def _block(request: WebRequest) -> str | None:
    headers = request.headers
    if headers.get("hx-request") != "true" or headers.get("hx-boosted") == "true" or headers.get("hx-history-restore-request") == "true":
        return None
    target = unquote(headers.get("hx-target", ""))
    return target.replace("-", "_") or None


def _remembered(request: WebRequest, language: str) -> list[Cookie]:
    cookies: list[Cookie] = []
    if request.query_params.get("lang") in LANGUAGES:
        cookies.append(Cookie(key="lang", value=language, max_age=_YEAR, samesite="lax", httponly=True))
    theme = request.query_params.get("theme")
    if theme in {"light", "dark"}:
        # Not httponly: the page's own script changes it in place.
        cookies.append(Cookie(key="theme", value=theme, max_age=_YEAR, samesite="lax"))
    return cookies
