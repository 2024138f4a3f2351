"""Who is looking at a page: found once before its handler runs, asked for by handlers and templates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.platform.unit_of_work import Database, UnitOfWork
from padu.web.ui.accounts import Accounts, Visitor
from padu.web.ui.own_path import own_path
from padu.web.ui.request import WebRequest
from padu.web.ui.site import session_token, site_of

__all__ = [
    "FOR_EVERYBODY",
    "NotAllowedError",
    "Presence",
    "SignInNeededError",
    "Visitor",
    "find_presence",
    "presence_of",
    "require_visitor",
    "visitor_of",
]

BasketCount = Callable[[UnitOfWork, UUID], Awaitable[int]]

# A handler with this option serves files that are the same for everybody: nobody is looked up for it.
FOR_EVERYBODY = {"for_everybody": True}


class Presence(msgspec.Struct, frozen=True):
    """Who is there, as far as this request looked: `known` is False where it did not. `basket` counts things, None without a basket."""

    known: bool
    visitor: Visitor | None = None
    basket: int | None = None


class SignInNeededError(PaduError):
    """The page is for somebody who is signed in; `back` is the path to come back to."""

    def __init__(self, back: str) -> None:
        super().__init__("page.sign_in_needed", "this page is for somebody who is signed in", todo="sign in")
        self.back = back

    @property
    def address(self) -> str:
        """Where to sign in."""
        return "/masuk" if self.back == "/" else f"/masuk?lanjut={quote(self.back, safe='/')}"


class NotAllowedError(PaduError):
    """The page is for other roles than the visitor's."""

    def __init__(self, *roles: str) -> None:
        super().__init__("page.not_allowed", f"this page is for {' or '.join(roles)}", todo="sign in with such an account")


async def find_presence(request: WebRequest) -> None:
    """Find out once who asks, at the latest before the handler, in a transaction of its own: using a session is written down."""
    if "for_everybody" in request.route_handler.opt or presence_of(request).known:
        return
    token, state = session_token(request), request.app.state
    accounts: Accounts | None = state.get("accounts")
    presence = Presence(known=True)
    if token is not None and accounts is not None:
        database: Database = state.database
        basket_count: BasketCount | None = state.get("basket_count")
        async with database.unit_of_work() as uow:
            if visitor := await accounts.find_visitor(uow, token):
                basket = await basket_count(uow, visitor.account_id) if basket_count and "shopper" in visitor.roles else None
                presence = Presence(known=True, visitor=visitor, basket=basket)
    request.state.presence = presence


def presence_of(request: WebRequest) -> Presence:
    """Who is there, as found before the handler ran."""
    presence: Presence = request.state.get("presence") or Presence(known=False)
    return presence


async def visitor_of(request: WebRequest) -> Visitor | None:
    """Who is signed in, or None."""
    if not presence_of(request).known:
        await find_presence(request)
    return presence_of(request).visitor


async def require_visitor(request: WebRequest, *roles: str) -> Visitor:
    """Who is signed in, with one of the roles where any are given.

    Raises `SignInNeededError` (answered by a redirect to the sign-in page) where nobody is, `NotAllowedError` (403) where the role lacks.
    """
    visitor = await visitor_of(request)
    if visitor is None:
        raise SignInNeededError(_way_back(request))
    if roles and not visitor.roles.intersection(roles):
        raise NotAllowedError(*roles)
    return visitor


def _way_back(request: WebRequest) -> str:
    """The page itself; for a form that was sent, the page that it stood on."""
    if request.method in {"GET", "HEAD"}:
        query = request.scope["query_string"].decode("latin-1")
        return own_path(request.url.path + (f"?{query}" if query else ""))
    came_from = urlsplit(request.headers.get("referer", ""))
    if f"{came_from.scheme}://{came_from.netloc}" != site_of(request).public_url:
        return "/"
    return own_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
