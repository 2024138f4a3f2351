"""Which of the two sites an app is, and what follows from its address: the names and flags of its cookies."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from litestar.datastructures import Cookie

from padu.web.ui.request import WebRequest

# What a browser gives to this very host over HTTPS only, and no neighbouring host can set (RFC 6265bis, section 4.1.3.2).
_HOST_ONLY = "__Host-"


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One side as browsers know it. `frame` is the template that errors stand in; `csrf_secret` signs form tokens."""

    side: Literal["market", "social"]
    public_url: str
    csrf_secret: str
    frame: str
    sends_to: tuple[str, ...] = ()
    """Origins of others that a form of ours may lead to."""
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Where the proxies stand that say whom they speak for."""

    def __repr__(self) -> str:
        """Without the secret: structs end up in logs."""
        return f"Site({self.side!r}, {self.public_url!r})"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over HTTPS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def session_cookie(self) -> str:
        """The name of the cookie that holds the session's token."""
        return f"{_HOST_ONLY if self.is_secure else ''}padu_session"

    @property
    def csrf_cookie(self) -> str:
        """The name of the cookie that a form's token must agree with."""
        return f"{_HOST_ONLY if self.is_secure else ''}padu_csrf"


def site_of(request: WebRequest) -> Site:
    """The site that the request came to."""
    site: Site = request.app.state.site
    return site


def session_token(request: WebRequest) -> str | None:
    """The session's token that the browser sent, or None."""
    return request.cookies.get(site_of(request).session_cookie) or None


def keep_session(site: Site, token: str, *, until: dt.datetime, now: dt.datetime) -> Cookie:
    """The cookie that gives a browser its session: this host's alone, out of scripts' reach, never sent along from other sites."""
    seconds = max(0, int((until - now).total_seconds()))
    return Cookie(key=site.session_cookie, value=token, path="/", max_age=seconds, secure=site.is_secure, httponly=True, samesite="lax")


def forget(site: Site, name: str) -> Cookie:
    """The cookie that takes one of ours away."""
    return Cookie(key=name, value="", path="/", max_age=0, secure=site.is_secure, httponly=True, samesite="lax")
