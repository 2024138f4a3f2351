"""The small browser against two little sites: it does what a browser does, and says what a page lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.demo.journey.two_sites import TwoSites, two_sites

from padu.demo.journey import Browser, JourneyError


@pytest.fixture
def sites() -> Iterator[TwoSites]:
    with two_sites() as running:
        yield running


@pytest.fixture
def browser(sites: TwoSites) -> Iterator[Browser]:
    with Browser(sites.addresses, seconds=5) as opened:
        yield opened


def test_a_host_that_resolves_nowhere_is_reached_by_its_name(sites: TwoSites, browser: Browser) -> None:
    page = browser.open(f"{sites.shop}/")
    assert (page.status, page.read.title, sites.asked[0].host) == (200, "Depan", f"shop.localhost:{sites.port}")
    assert page.url == f"{sites.shop}/"


def test_a_form_keeps_its_hidden_token_and_the_session_stays(sites: TwoSites, browser: Browser) -> None:
    front = browser.open(f"{sites.shop}/")
    form = front.find_form("/masuk", why="sign in")
    after = browser.submit(front, form, {"nama": "Sari & Co"}, press="Masuk")
    sent = sites.asked[1]
    assert sent.form == {"_csrf_token": "token-of-shop", "nama": "Sari & Co"}
    assert (sent.headers["origin"], sent.headers["referer"]) == (sites.shop, f"{sites.shop}/")
    assert (after.path, sites.asked[2].method) == ("/akun", "GET")
    assert "origin" not in sites.asked[2].headers
    assert browser.open(f"{sites.shop}/lagi").says("halo sari")


def test_each_host_has_cookies_of_its_own(sites: TwoSites, browser: Browser) -> None:
    browser.open(f"{sites.shop}/")
    browser.open(f"{sites.social}/")
    browser.open(f"{sites.social}/lain")
    assert [asked.cookies for asked in sites.asked] == [{}, {}, {"csrf": "token-of-social"}]


def test_a_form_may_lead_to_another_site_and_tells_it_little(sites: TwoSites, browser: Browser) -> None:
    front = browser.open(f"{sites.social}/")
    there = browser.submit(front, front.find_form("/seberang", why="cross over"))
    assert there.url == f"{sites.shop}/serah-terima?t=abc"
    assert sites.asked[-1].headers["referer"] == f"{sites.social}/"
    assert sites.asked[-1].cookies == {}


def test_a_page_that_forbids_its_forms_to_lead_there_is_obeyed(sites: TwoSites, browser: Browser) -> None:
    sites.policy = "default-src 'self'; form-action 'self'"
    front = browser.open(f"{sites.social}/")
    with pytest.raises(JourneyError, match="form-action is 'self'") as raised:
        browser.submit(front, front.find_form("/seberang", why="cross over"))
    assert raised.value.code == "demo.journey_blocked"
    assert [asked.host.split(".")[0] for asked in sites.asked] == ["social", "social"]  # the shop was not reached
    sites.policy = f"form-action 'self' {sites.shop}"
    front = browser.open(f"{sites.social}/")
    assert browser.submit(front, front.find_form("/seberang", why="cross over")).path == "/serah-terima"


def test_a_search_form_writes_its_fields_into_the_address(sites: TwoSites, browser: Browser) -> None:
    front = browser.open(f"{sites.shop}/")
    found = browser.submit(front, front.find_form("/cari", why="search"), {"q": "kopi gayo"})
    assert found.url == f"{sites.shop}/cari?q=kopi+gayo"


def test_a_link_is_followed_with_the_page_it_stood_on(sites: TwoSites, browser: Browser) -> None:
    front = browser.open(f"{sites.social}/")
    page = browser.follow(front, front.find_link("/v/.+", why="watch"))
    assert (page.path, sites.asked[-1].headers["referer"]) == ("/v/1", f"{sites.social}/")


def test_what_is_not_there_is_named_with_the_page_and_the_purpose(sites: TwoSites, browser: Browser) -> None:
    front = browser.open(f"{sites.shop}/")
    with pytest.raises(JourneyError, match=r"no a form that sends to /bayar, needed to pay; its forms: .*post /masuk"):
        front.find_form("/bayar", why="pay")
    with pytest.raises(JourneyError, match=r"no a link to /keranjang, needed to look into the basket"):
        front.find_link("/keranjang", why="look into the basket")
    form = front.find_form("/masuk", why="sign in")
    with pytest.raises(JourneyError, match="has no field kata_sandi"):
        browser.submit(front, form, {"kata_sandi": "x"})
    with pytest.raises(JourneyError, match="has no button 'Daftar'; its buttons: Masuk"):
        browser.submit(front, form, press="Daftar")
    assert len(sites.asked) == 1  # nothing was sent


def test_a_page_that_refuses_is_an_error_that_quotes_it(sites: TwoSites, browser: Browser) -> None:
    with pytest.raises(JourneyError, match=r"answered 404 \(Tidak ada\): Halaman ini tidak ada") as raised:
        browser.open(f"{sites.shop}/hilang")
    assert raised.value.code == "demo.journey_page"
    with pytest.raises(JourneyError, match="sends on and on"):
        browser.open(f"{sites.shop}/lompat")


def test_a_site_that_does_not_run_is_an_error(sites: TwoSites) -> None:
    with Browser({"shop.localhost": ("127.0.0.1", 1)}) as alone, pytest.raises(JourneyError, match="did not answer"):
        alone.open(sites.shop)
