"""Forms are taken from our own pages only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from litestar import get, post
from litestar.testing import AsyncTestClient

from padu.entry.web import create_market_app
from padu.market import identity
from padu.platform.settings import Settings
from padu.web.ui import WebRequest, require_visitor

pytestmark = pytest.mark.anyio
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests
OpenMarketPerson = Callable[..., Awaitable[identity.OpenedAccount]]


@get("/rahasia")
async def show_secret(request: WebRequest) -> str:
    return (await require_visitor(request, "seller")).display_name


@post("/rahasia/ubah")
async def change_secret(request: WebRequest) -> str:
    return (await require_visitor(request)).display_name


async def test_a_form_without_its_token_changes_nothing(
    shop: Any,  # noqa: ANN401 - a conftest class
    committed_market: Any,  # noqa: ANN401 - as above
    open_market_person: OpenMarketPerson,
) -> None:
    await open_market_person("shopper", login="sari")
    good = await shop.form_token()
    other = good[:-1] + ("0" if good[-1] != "0" else "1")
    signed_in = {"login": "sari", "password": PASSWORD}
    for sent in (signed_in, *({**signed_in, "_csrf_token": wrong} for wrong in ("", "x", other, "ü" * 128, good + good, good[:64]))):
        answer = await shop.post("/masuk", sent)
        assert answer.status_code == 403
        assert "Formulirnya sudah kedaluwarsa" in answer.text
        assert (await shop.post("/masuk", sent, Accept="application/json")).json()["code"] == "page.form_expired"
    as_file = await shop.client.post("/masuk", files={"_csrf_token": ("x.txt", good.encode())}, data=signed_in)
    assert as_file.status_code == 403
    with psycopg.connect(committed_market.owner_url) as connection:
        assert connection.execute("select count(*) from identity.session").fetchone() == (0,)
    assert (await shop.post("/masuk", {**signed_in, "_csrf_token": good})).status_code == 303


async def test_the_token_comes_in_a_header_for_htmx_and_in_either_kind_of_form(shop: Any) -> None:  # noqa: ANN401 - as above
    token = await shop.form_token()
    page = (await shop.get("/")).text
    assert f'hx-headers=\'{{"X-CSRFToken": "{token}"}}\'' in page
    typed = {"login": "sari", "password": "salah"}
    assert (await shop.post("/masuk", typed, **{"X-CSRFToken": token})).status_code == 422
    assert (await shop.client.post("/masuk", data={**typed, "_csrf_token": token}, files={"lain": b""})).status_code == 422
    as_json = await shop.client.post("/masuk", json=typed, headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert as_json.status_code == 422
    assert (await shop.client.post("/masuk", json=typed)).status_code == 403


async def test_a_token_alone_is_no_pair_and_a_pair_must_be_signed_here(shop: Any) -> None:  # noqa: ANN401 - as above
    token = await shop.form_token()
    for cookie in ("", "x", "ab" * 64, "%C3%BC" * 100):
        shop.client.cookies.clear()
        if cookie:
            shop.client.cookies.set("padu_csrf", cookie)
        assert (await shop.post("/masuk", {"_csrf_token": token})).status_code == 403
        assert (await shop.post("/masuk", {"_csrf_token": cookie})).status_code == 403


async def test_a_cookie_of_another_installation_is_replaced(shop: Any) -> None:  # noqa: ANN401 - as above
    shop.client.cookies.set("padu_csrf", "ab" * 64)
    answer = await shop.get("/masuk")
    given = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("padu_csrf="))
    assert "HttpOnly" in given
    fresh = given.split(";")[0].partition("=")[2]
    assert f'name="_csrf_token" value="{fresh}"' in answer.text


async def test_pictures_and_files_bring_no_cookie_and_look_nobody_up(shop: Any) -> None:  # noqa: ANN401 - as above
    shop.client.cookies.set("padu_session", "x" * 43)
    for path in ("/emoji/1f9e9.webp", "/pictures/1f455/1/200.webp", "/healthz"):
        answer = await shop.client.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


async def test_a_body_that_is_no_form_is_refused_calmly(shop: Any) -> None:  # noqa: ANN401 - as above
    token = {"X-CSRFToken": await shop.form_token()}
    kinds = {"form": "application/x-www-form-urlencoded", "parts": "multipart/form-data; boundary=x", "json": "application/json"}
    for kind, body in (
        ("form", b"login=%ff"),
        ("form", b"\xff=1"),
        ("form", b"a=1&" * 600),
        ("parts", b"--x\r\nbroken"),
        ("json", b"{"),
        ("json", b"[]"),
    ):
        answer = await shop.client.post("/masuk", content=body, headers={"Content-Type": kinds[kind], **token})
        assert answer.status_code == 400, body
        # Without the header the body itself is read for the token.
        assert (await shop.client.post("/masuk", content=body, headers={"Content-Type": kinds[kind]})).status_code in {400, 403}
    large = await shop.client.post("/masuk", content=b"login=" + b"a" * 300_000, headers={"Content-Type": kinds["form"], **token})
    assert large.status_code == 413


async def test_a_page_for_somebody_leads_through_the_sign_in(
    committed_market: Any,  # noqa: ANN401 - as above
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "market", market_database_url=committed_market.app_url)
    app = create_market_app(settings, None)
    for handler in (show_secret, change_secret):
        app.register(handler)
    async with AsyncTestClient(app, base_url="http://shop.localhost:8000", raise_server_exceptions=False) as client:
        html = {"Accept": "text/html"}
        answer = await client.get("/rahasia?a=1&b=%2F", headers=html, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/masuk?lanjut=/rahasia%3Fa%3D1%26b%3D%252F")
        assert (await client.get("/rahasia", headers={"Accept": "application/json"})).status_code == 401
        for_htmx = await client.get("/rahasia", headers={**html, "HX-Request": "true"}, follow_redirects=False)
        assert (for_htmx.status_code, for_htmx.headers["hx-redirect"]) == (401, "/masuk?lanjut=/rahasia")
        await client.get("/daftar", headers=html)
        token = {"X-CSRFToken": client.cookies["padu_csrf"], **html}
        for came_from, back in (
            ("http://shop.localhost:8000/toko/x?a=1", "?lanjut=/toko/x%3Fa%3D1"),
            ("http://evil.example/toko/x", ""),
            ("", ""),
        ):
            sent = await client.post("/rahasia/ubah", headers={**token, "Referer": came_from}, follow_redirects=False)
            assert (sent.status_code, sent.headers["location"]) == (303, f"/masuk{back}")
        signed_up = {"display_name": "Sari", "login": "sari", "password": PASSWORD}
        await client.post("/daftar", data=signed_up, headers=token, follow_redirects=False)
        refused = await client.get("/rahasia", headers=html)
        assert refused.status_code == 403
        assert "Halaman ini bukan untuk akunmu" in refused.text
        assert 'action="/keluar"' in refused.text
