"""Headers and cookies follow from the side and its address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from padu.web.ui.security import security_headers
from padu.web.ui.site import Site, forget, keep_session

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MARKET = Site(side="market", public_url="http://shop.localhost:8000", csrf_secret="s" * 64, frame="ui/market.html")
SOCIAL = Site(
    side="social", public_url="https://social.example", csrf_secret="s" * 64, frame="ui/plain.html", sends_to=("https://shop.example",)
)


def policy(site: Site) -> dict[str, str]:
    parts = security_headers(site)["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def test_each_side_may_do_what_its_pages_need_and_no_more() -> None:
    market, social = policy(MARKET), policy(SOCIAL)
    assert market["form-action"] == "'self'"
    assert "media-src" not in market
    assert social["form-action"] == "'self' https://shop.example"
    assert social["media-src"] == social["worker-src"] == "'self' blob:"
    for one in (market, social):
        assert one["default-src"] == one["frame-ancestors"] == one["base-uri"] == "'none'"
        assert one["script-src"] == one["connect-src"] == one["style-src"] == "'self'"


def test_browsers_stay_on_https_once_they_came_by_it() -> None:
    assert "Strict-Transport-Security" not in security_headers(MARKET)
    assert security_headers(SOCIAL)["Strict-Transport-Security"] == "max-age=31536000"


def test_over_https_cookies_are_secure_and_bound_to_the_host() -> None:
    for site, name, secure in ((MARKET, "padu_session", False), (SOCIAL, "__Host-padu_session", True)):
        header = keep_session(site, "t", until=NOW + dt.timedelta(minutes=10), now=NOW).to_header(header="")
        assert header.startswith(f"{name}=t; ")
        assert "HttpOnly" in header
        assert "Max-Age=600" in header
        assert "Path=/" in header
        assert "SameSite=lax" in header
        assert ("Secure" in header) == secure
        assert "Domain" not in header
        assert ("Secure" in forget(site, site.csrf_cookie).to_header(header="")) == secure


def test_a_site_prints_without_its_secret() -> None:
    assert "s" * 64 not in repr(MARKET)


@pytest.mark.anyio
async def test_account_pages_carry_the_headers_and_can_be_used_by_all(site: Any) -> None:  # noqa: ANN401 - a conftest class
    for path in ("/masuk", "/daftar", "/tidak-ada"):
        for language in ("id", "en"):
            answer = await site.get(path, **{"Accept-Language": language})
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert f'<html lang="{language}"' in answer.text
            assert answer.text.count("<h1") == 1
            assert answer.text.count("<main") == 1
            inputs = [part for part in answer.text.split("<input ")[1:] if 'type="hidden"' not in part.split(">")[0]]
            for part in inputs:
                named = part.partition('id="')[2].partition('"')[0]
                assert f'for="{named}"' in answer.text
            for described in answer.text.split('aria-describedby="')[1:]:
                assert all(f'id="{one}"' in answer.text for one in described.partition('"')[0].split())
