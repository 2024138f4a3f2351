"""Signing in, up and out: the same pages on both sides, over whichever accounts the site has."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import Cookie

from padu.platform import attempts
from padu.platform.unit_of_work import Database
from padu.web.ui.accounts import Accounts, Opened, Refused, Registration
from padu.web.ui.client_address import client_address
from padu.web.ui.own_path import own_path
from padu.web.ui.read_address import read_query
from padu.web.ui.read_form import read_form
from padu.web.ui.reading import writing
from padu.web.ui.request import WebRequest
from padu.web.ui.respond import respond
from padu.web.ui.site import forget, keep_session, session_token, site_of
from padu.web.ui.visitor import visitor_of

_LOCKED, _TAKEN = "too_many_attempts", "login_taken"
# Each costs a hash and may tell that a login exists; a family, or a mobile operator's customers, share an address.
_SIGN_UPS = attempts.Limit("page.sign_up", 40, dt.timedelta(hours=1))
# Which field a refusal is about; the others are about the form.
_ABOUT = {
    "bad_login": "login",
    _TAKEN: "login",
    "nameless": "display_name",
    "password_length": "password",
    "password_guessable": "password",
    "wrong_code": "code",
}

Short = Annotated[str, msgspec.Meta(max_length=300)]
Back = Annotated[str, msgspec.Meta(max_length=2000)]


class BackQuery(msgspec.Struct, frozen=True):
    """Where the reader wanted to go."""

    lanjut: Back = ""


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    """Login and password, as typed."""

    login: Short = ""
    password: Short = ""
    lanjut: Back = ""


class CodeForm(msgspec.Struct, frozen=True, kw_only=True):
    """The code of this moment."""

    code: Annotated[str, msgspec.Meta(max_length=20)] = ""
    lanjut: Back = ""


class SignUpForm(msgspec.Struct, frozen=True, kw_only=True):
    """What an account needs."""

    display_name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    login: Short = ""
    password: Short = ""
    lanjut: Back = ""


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """An account form with what was typed, passwords never. `refused`: why not, in a word; `field`: what that is about."""

    back: str
    login: str = ""
    display_name: str = ""
    refused: str = ""
    field: str = ""
    until: dt.datetime | None = None
    password_min: int = 0


def _accounts(request: WebRequest) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


def _onward(address: str, *cookies: Cookie) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"}, cookies=[*cookies])


def _door(path: str, back: str) -> str:
    return path if back == "/" else f"{path}?lanjut={quote(back, safe='/')}"


def _refuse(request: WebRequest, template: str, view: AccountView, refusal: Refused) -> Response[Any]:
    """The form again, with the reason in place; a lock says when it ends."""
    now = _now(request)
    shown = msgspec.structs.replace(view, refused=refusal.code, field=_ABOUT.get(refusal.code, ""), until=refusal.until)
    if refusal.code != _LOCKED:
        return respond(request, template, shown, status_code=422)
    seconds = max(1, int((refusal.until - now).total_seconds())) if refusal.until else 60
    return respond(request, template, shown, status_code=429, headers={"Retry-After": str(seconds)})


def _now(request: WebRequest) -> dt.datetime:
    database: Database = request.app.state.database
    return database.clock.now()


def _enter(request: WebRequest, opened: Opened, back: str) -> Response[Any]:
    """Give the browser its session, and a fresh form token with it; a second factor that is owed comes first."""
    site = site_of(request)
    session = keep_session(site, opened.token, until=opened.until, now=_now(request))
    address = _door("/masuk/kode", back) if opened.awaits_code else back
    return _onward(address, session, forget(site, site.csrf_cookie))


@get("/masuk", name="sign_in")
async def show_sign_in(request: WebRequest) -> Response[Any]:
    """The sign-in form. Who is signed in already is sent on."""
    back = own_path(read_query(request, BackQuery).lanjut)
    if await visitor_of(request):
        return _onward(back)
    return respond(request, "ui/sign_in.html", AccountView(back=back))


@post("/masuk", status_code=303)
async def sign_in(request: WebRequest) -> Response[Any]:
    """Sign in with login and password; 303 onward, 422 with the form where it was refused, 429 where the login is locked."""
    form = await read_form(request, SignInForm)
    view = AccountView(back=own_path(form.lanjut), login=form.login)
    before = session_token(request)
    async with writing(request) as uow:
        answer = await _accounts(request).sign_in(uow, login=form.login, password=form.password, address=client_address(request))
        if isinstance(answer, Opened) and before:
            await _accounts(request).sign_out(uow, before)
    if isinstance(answer, Refused):
        return _refuse(request, "ui/sign_in.html", view, answer)
    return _enter(request, answer, view.back)


@get("/masuk/kode", name="sign_in_code")
async def show_code(request: WebRequest) -> Response[Any]:
    """The form for the second factor; for whoever has shown a password."""
    back = own_path(read_query(request, BackQuery).lanjut)
    if await visitor_of(request):
        return _onward(back)
    if session_token(request) is None:
        return _onward(_door("/masuk", back))
    return respond(request, "ui/sign_in_code.html", AccountView(back=back))


@post("/masuk/kode", status_code=303)
async def confirm_code(request: WebRequest) -> Response[Any]:
    """Show the second factor; 303 onward under a new token, 422 or 429 with the form where it was refused."""
    form = await read_form(request, CodeForm)
    view = AccountView(back=own_path(form.lanjut))
    async with writing(request) as uow:
        answer = await _accounts(request).confirm_code(uow, token=session_token(request) or "", code=form.code)
    if isinstance(answer, Opened):
        return _enter(request, answer, view.back)
    # A sign-in that has ended begins again with the password.
    template = "ui/sign_in.html" if answer.code == "no_session" else "ui/sign_in_code.html"
    return _refuse(request, template, view, answer)


@get("/daftar", name="sign_up")
async def show_sign_up(request: WebRequest) -> Response[Any]:
    """The form for a new account. Who is signed in already is sent on."""
    back = own_path(read_query(request, BackQuery).lanjut)
    if await visitor_of(request):
        return _onward(back)
    return respond(request, "ui/sign_up.html", AccountView(back=back, password_min=_accounts(request).password_min))


@post("/daftar", status_code=303)
async def sign_up(request: WebRequest) -> Response[Any]:
    """Open an account with the everyday role and sign in with it; 303 onward, 422 or 429 with the form where it was refused."""
    form = await read_form(request, SignUpForm)
    accounts = _accounts(request)
    view = AccountView(back=own_path(form.lanjut), login=form.login, display_name=form.display_name, password_min=accounts.password_min)
    wish = Registration(login=form.login, display_name=form.display_name, password=form.password)
    by_address = (_SIGN_UPS, client_address(request))
    answer: Opened | Refused
    async with writing(request) as uow:
        if until := await attempts.locked_until(uow, by_address):
            answer = Refused(code=_LOCKED, until=until)
        else:
            refusal = await accounts.open_account(uow, wish)
            if refusal is None or refusal.code == _TAKEN:
                await attempts.record(uow, by_address)
            answer = refusal or await accounts.sign_in(uow, login=form.login, password=form.password, address=client_address(request))
    if isinstance(answer, Refused):
        return _refuse(request, "ui/sign_up.html", view, answer)
    return _enter(request, answer, view.back)


@post("/keluar", status_code=303)
async def sign_out(request: WebRequest) -> Response[Any]:
    """End the session and forget its cookie; 303 to the front page."""
    site, token = site_of(request), session_token(request)
    if token:
        async with writing(request) as uow:
            await _accounts(request).sign_out(uow, token)
    return _onward("/", forget(site, site.session_cookie), forget(site, site.csrf_cookie))


def account_router() -> Router:
    """The pages of signing in, up and out."""
    return Router(path="/", route_handlers=[show_sign_in, sign_in, show_code, confirm_code, show_sign_up, sign_up, sign_out])
