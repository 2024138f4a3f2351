"""What the journey's browsers watch for is seen where it is: each barrier planted once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.journeys.watched_pages import CHROMIUM, PHONE, Seen, Somebody, chromium, somebody

ADDRESS = "http://halaman.test/"
HEAD = '<!doctype html><html lang="id"><title>Halaman</title><meta name="viewport" content="width=device-width">'
BAR = '<nav style="position: fixed; inset: auto 0 0 0; height: 4rem; background: white"></nav>'
TALL = '<p style="height: 200rem">Panjang</p>'
PAY = "<button>Bayar</button>"
BARRIERS = {
    "a name that is missing": ("<button></button>", "button-name"),
    "words that are hard to read": ('<p style="color: #bbb; background: #fff">Samar</p>', "color-contrast"),
    "a page wider than the phone": ('<p style="width: 400px">Lebar</p>', "pixels wide"),
    "a button behind the bottom bar": (f"{TALL}{PAY}{BAR}", "focused unseen"),
    "a button that something lies over": (f'{PAY}<p style="margin-top: -1.4rem; position: relative">Di atas</p>', "under <p"),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt-get install chromium`, or run tools/install_system_packages as root"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def phone(browser: Browser) -> Iterator[Somebody]:
    somebody_there = somebody(browser, Seen(), "phone", PHONE)
    yield somebody_there
    somebody_there.context.close()


def show(phone: Somebody, main: str, **headers: str) -> Seen:
    """A page as a site would send it, looked at."""
    phone.page.route(f"{ADDRESS}**", lambda route: route.fulfill(body=body, content_type="text/html", headers=headers))
    body = f'{HEAD}<link rel="icon" href="data:,"><main><h1>Judul</h1>{main}</main>'
    phone.open(ADDRESS)
    return phone.seen


@pytest.mark.parametrize("name", BARRIERS)
def test_a_barrier_is_named(phone: Somebody, name: str) -> None:
    planted, word = BARRIERS[name]
    barriers = show(phone, planted).barriers
    assert any(word in barrier for barrier in barriers), barriers


def test_a_page_without_barriers_passes(phone: Somebody) -> None:
    seen = show(phone, f"{TALL}{PAY}<p style='height: 6rem'></p>{BAR}<style>html {{ scroll-padding: 5rem }}</style>")
    assert seen.barriers == []
    assert seen.complaints == []


def test_what_scripts_and_the_policy_complain_of_is_heard(phone: Somebody) -> None:
    planted = '<img alt="" src="https://example.org/a.png"><script>setTimeout(() => nothing())</script>'
    seen = show(phone, planted, **{"Content-Security-Policy": "img-src 'none'"})
    phone.wait(lambda: any("nothing is not defined" in each for each in seen.complaints), "the script's error")
    phone.wait(lambda: any("policy: img-src https://example.org" in each for each in seen.complaints), "the policy's refusal")
