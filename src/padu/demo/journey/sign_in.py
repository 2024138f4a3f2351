"""Sign in on either side, with the second factor where it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.types import JourneyError
from padu.demo.people import Person

_REFUSED = frozenset({422})
_STEP_SECONDS = 30


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def sign_in(browser: Browser, page: Page, person: Person, journal: Journal, *, now: Callable[[], dt.datetime] = _now) -> Page:
    """Fill in the sign-in form that the page is, and the code's after it; gives the page that one comes to.

    A code that was used already is not taken again: then the next one is waited for.
    """
    form = page.find_form("/masuk", why=f"sign in as {person.login}")
    page = browser.submit(page, form, {"login": person.login, "password": person.password})
    if page.path != "/masuk/kode":
        return page
    code = _code(person, now)
    asked = page.find_form("/masuk/kode", why="show the second factor")
    page = browser.submit(page, asked, {"code": code}, refusals=_REFUSED)
    if page.status in _REFUSED:
        following = journal.wait_for("the next code", lambda: _other(_code(person, now), code), seconds=_STEP_SECONDS + 1)
        page = browser.submit(page, page.find_form("/masuk/kode", why="show the next code"), {"code": following})
    return page


def _code(person: Person, now: Callable[[], dt.datetime]) -> str:
    code = person.code_at(now())
    if code is None:
        raise JourneyError("demo.journey_missing", f"{person.login} is asked for a code and has no second factor in the demo's people")
    return code


def _other(code: str, used: str) -> str | None:
    return None if code == used else code
