"""Headers that every answer carries, errors included."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from padu.web.ui.site import Site

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 31_536_000


def content_security_policy(site: Site) -> str:
    """What a page of the site may load, run and send to.

    No inline script or style anywhere, so no nonce is needed. daisyUI draws a few marks from data: pictures in its own style sheet.
    Videos play from pieces that a script joins, which is why the social side needs `blob:`. Browsers hold the answer's redirect to
    `form-action` as well, so it also names where a form of ours may lead.
    """
    media = "media-src 'self' blob:; worker-src 'self' blob:; " if site.side == "social" else ""
    form_action = " ".join(("'self'", *site.sends_to))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; {media}form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    )


def security_headers(site: Site) -> dict[str, str]:
    """The headers of a site; where it is reached over HTTPS, browsers are told to stay there."""
    headers = {"Content-Security-Policy": content_security_policy(site), **_HEADERS}
    if site.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return headers


def add_security_headers(site: Site) -> BeforeMessageSendHookHandler:
    """The hook (Litestar's `before_send`) that puts them on."""
    added = security_headers(site)

    async def add(message: Message, scope: Scope) -> None:
        del scope
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in added.items():
                headers[name] = value

    return add
