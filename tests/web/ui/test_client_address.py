"""Attempts are counted for whoever makes them, and nobody chooses for whom theirs are."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import AsyncTestClient

from padu.entry.web import create_market_app
from padu.platform.settings import Settings
from padu.web.ui.client_address import count_as

PROXIES = (ipaddress.ip_network("127.0.0.1"), ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("socket", "forwarded", "counted"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8, unknown, 10.1.2.3"], "10.1.2.3"),
        ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8::1", [], "2001:db8::/64"),
        ("fd00::1", ["2001:db8:0:0:aaaa::1"], "2001:db8::/64"),
        ("fd00::1", ["[2001:db8::2]"], "2001:db8::/64"),
        ("", ["198.51.100.1"], ""),
        ("testclient", ["198.51.100.1"], "testclient"),
    ],
)
def test_only_our_own_proxies_are_believed(socket: str, forwarded: list[str], counted: str) -> None:
    assert count_as(socket, forwarded, PROXIES) == counted


@given(st.ip_addresses(), st.lists(st.text()))
def test_whoever_comes_by_no_proxy_is_counted_as_they_are_whatever_they_write(address: Any, said: list[str]) -> None:  # noqa: ANN401 - of either kind
    assert count_as(str(address), said, ()) == count_as(str(address), [], ())


@given(st.text(), st.ip_addresses(v=4).filter(lambda one: not one.is_private))
def test_what_a_visitor_writes_before_the_proxys_own_word_counts_for_nothing(written: str, address: Any) -> None:  # noqa: ANN401 - as above
    assert count_as("127.0.0.1", [f"{written}, {address}"], PROXIES) == str(address)


@pytest.mark.anyio
async def test_behind_a_proxy_one_visitor_does_not_lock_out_another(committed_market: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a conftest class
    settings = Settings(home=tmp_path, market_database_url=committed_market.app_url, trusted_proxies="127.0.0.1, 10.0.0.0/8")
    app = create_market_app(settings, None)  # pyright: ignore[reportArgumentType] - no page of merges is asked for

    async def behind_a_proxy(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        await app(scope | {"client": ("127.0.0.1", 1)} if scope["type"] == "http" else scope, receive, send)

    async with AsyncTestClient(behind_a_proxy, base_url="http://shop.localhost:8000", raise_server_exceptions=False) as client:
        await client.get("/masuk")

        async def fail(address: str, login: str) -> int:
            sent = {"_csrf_token": client.cookies["padu_csrf"], "login": login, "password": "salah"}
            return int((await client.post("/masuk", data=sent, headers={"X-Forwarded-For": address})).status_code)

        assert {await fail("198.51.100.1", f"u{number}") for number in range(100)} == {422}
        assert await fail("198.51.100.1", "lain") == 429
        assert await fail("8.8.8.8, 198.51.100.1", "lain") == 429
        assert await fail("198.51.100.2", "lain") == 422
