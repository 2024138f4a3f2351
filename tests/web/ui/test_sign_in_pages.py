"""Signing in, up and out over the real apps and databases of both sides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from pyotp.totp import TOTP

from padu.kernel.clock import FixedClock
from padu.market import identity
from padu.platform import attempts
from padu.web.ui import sign_in

pytestmark = pytest.mark.anyio
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests
SARI = {"display_name": "Bu Sari", "login": "sari@pasar.id", "password": PASSWORD}
OpenMarketPerson = Callable[..., Awaitable[identity.OpenedAccount]]


def cookie(answer: Any, name: str = "padu_session") -> dict[str, str]:  # noqa: ANN401 - httpx's answer
    """The attributes of a cookie that the answer sets, its value under `value`."""
    line = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}="))
    first, *rest = line.split("; ")
    return {"value": first.partition("=")[2], **{part.partition("=")[0].lower(): part.partition("=")[2] for part in rest}}


async def test_signing_up_opens_a_session_of_this_host_alone_and_leads_on(site: Any) -> None:  # noqa: ANN401 - as above
    answer = await site.submit("/daftar?lanjut=/cari%3Fq%3Dbatik", "/daftar", **SARI)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cari?q=batik")
    assert answer.headers["cache-control"] == "no-store"
    given = cookie(answer)
    assert (given["samesite"].lower(), given["path"]) == ("lax", "/")
    assert "httponly" in given
    assert not {"domain", "secure"} & set(given)
    assert int(given["max-age"]) > 14 * 86_400
    assert len(given["value"]) == 43


async def test_signing_out_ends_the_session_for_good(site: Any) -> None:  # noqa: ANN401 - as above
    await site.submit("/daftar", "/daftar", **SARI)
    token = site.client.cookies["padu_session"]
    assert (await site.get("/masuk")).headers["location"] == "/"  # signed in already
    answer = await site.leave()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie(answer)["max-age"] == "0"
    assert "padu_session" not in site.client.cookies
    site.client.cookies.set("padu_session", token)
    assert (await site.get("/masuk")).status_code == 200  # the old token opens nothing


async def test_every_sign_in_gives_another_token_and_ends_the_one_before(site: Any) -> None:  # noqa: ANN401 - as above
    await site.submit("/daftar", "/daftar", **SARI)
    first = site.client.cookies["padu_session"]
    form = {"login": "SARI@pasar.id ", "password": PASSWORD, "_csrf_token": await site.form_token()}
    answer = await site.post("/masuk", form)
    assert answer.status_code == 303
    second = cookie(answer)["value"]
    assert second != first
    site.client.cookies.set("padu_session", first)
    assert (await site.get("/masuk")).status_code == 200
    # The form's token is renewed with the session.
    assert cookie(answer, "padu_csrf")["max-age"] == "0"


async def test_a_refusal_keeps_what_was_typed_but_no_password(site: Any) -> None:  # noqa: ANN401 - as above
    answer = await site.submit("/masuk?lanjut=/x", "/masuk", login='sari"><script>', password="salah sekali")  # noqa: S106 - made up
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert "Email atau kata sandinya tidak cocok" in answer.text
    assert 'value="sari&#34;&gt;&lt;script&gt;"' in answer.text
    assert "salah sekali" not in answer.text
    assert '<input type="hidden" name="lanjut" value="/x">' in answer.text
    assert 'role="alert"' in answer.text
    as_json = await site.post(
        "/masuk", {"login": "a", "password": "rahasia", "_csrf_token": await site.form_token()}, Accept="application/json"
    )
    assert (as_json.status_code, as_json.json()["refused"]) == (422, "refused")
    assert "rahasia" not in as_json.text


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"login": "x"}, "bad_login", "login"),
        ({"display_name": " "}, "nameless", "display_name"),
        ({"password": "x" * 11}, "password_length", "password"),
        ({"password": "ini sari@pasar.id"}, "password_guessable", "password"),
    ],
)
async def test_an_account_that_may_not_be_is_refused_at_its_field(site: Any, typed: dict[str, str], code: str, field: str) -> None:  # noqa: ANN401 - as above
    form = {**SARI, **typed, "_csrf_token": await site.form_token()}
    answer = await site.post("/daftar", form)
    assert answer.status_code == 422
    wrong = re.findall(r'<input id="f-(\w+)"[^>]*aria-invalid="true"', answer.text)
    assert wrong == [field]
    assert (await site.post("/daftar", form, Accept="application/json")).json()["refused"] == code
    assert (await site.post("/daftar", {**SARI, "password": "x" * 12, "_csrf_token": await site.form_token()})).status_code == 303


async def test_a_login_is_taken_once_however_it_is_typed(site: Any) -> None:  # noqa: ANN401 - as above
    await site.submit("/daftar", "/daftar", **SARI)
    await site.leave()
    answer = await site.submit("/daftar", "/daftar", **{**SARI, "login": "SARI@Pasar.id"})
    assert answer.status_code == 422
    assert "sudah dipakai sebuah akun" in answer.text


async def test_an_address_opens_and_probes_only_so_many_accounts_an_hour(
    site: Any,  # noqa: ANN401 - as above
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sign_in, "_SIGN_UPS", attempts.Limit("page.sign_up", 3, dt.timedelta(hours=1)))

    async def sign_up(login: str, password: str = PASSWORD) -> Any:  # noqa: ANN401 - as above
        site.client.cookies.clear()
        return await site.post("/daftar", {**SARI, "login": login, "password": password, "_csrf_token": await site.form_token()})

    assert (await sign_up("satu", "pendek")).status_code == 422  # costs nothing, tells nothing
    assert [(await sign_up(login)).status_code for login in ("satu", "dua", "dua")] == [303, 303, 422]
    refused = await sign_up("tiga")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert "Coba lagi setelah pukul 11.00 WIB" in refused.text
    clock.advance(dt.timedelta(hours=1))
    assert (await sign_up("tiga")).status_code == 303


async def test_a_locked_login_is_told_when_to_try_again(site: Any, clock: FixedClock) -> None:  # noqa: ANN401 - as above
    token = await site.form_token()
    for _ in range(10):
        assert (await site.post("/masuk", {"login": "sari", "password": "salah", "_csrf_token": token})).status_code == 422
    locked = await site.post("/masuk", {"login": "sari", "password": "salah", "_csrf_token": token})
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "900")
    assert "Coba lagi setelah pukul 10.15 WIB." in locked.text
    clock.advance(dt.timedelta(minutes=15))
    assert (await site.post("/masuk", {"login": "sari", "password": "salah", "_csrf_token": token})).status_code == 422


async def test_an_operator_shows_a_code_and_gets_another_token(shop: Any, open_market_person: OpenMarketPerson, clock: FixedClock) -> None:  # noqa: ANN401 - as above
    opened = await open_market_person("operator", login="ops")
    assert opened.code_secret
    half = await shop.submit("/masuk?lanjut=/operations", "/masuk", login="ops", password=PASSWORD)
    assert half.headers["location"] == "/masuk/kode?lanjut=/operations"
    assert cookie(half)["max-age"] == "600"
    assert (await shop.get("/masuk")).status_code == 200  # nobody is signed in yet
    code = TOTP(opened.code_secret).at(clock.now())
    wrong = await shop.submit(half.headers["location"], "/masuk/kode", code=f"{(int(code) + 1) % 1_000_000:06}")
    assert wrong.status_code == 422
    assert "bukan kode saat ini" in wrong.text
    whole = await shop.submit(half.headers["location"], "/masuk/kode", code=code)
    assert (whole.status_code, whole.headers["location"]) == (303, "/operations")
    assert cookie(whole)["value"] != cookie(half)["value"]
    assert (await shop.get("/masuk")).status_code == 303


async def test_without_a_password_there_is_no_code_to_show(shop: Any) -> None:  # noqa: ANN401 - as above
    assert (await shop.get("/masuk/kode?lanjut=/x")).headers["location"] == "/masuk?lanjut=/x"
    answer = await shop.post("/masuk/kode", {"code": "123456", "_csrf_token": await shop.form_token()})
    assert answer.status_code == 422
    assert "Mulai lagi dari kata sandi" in answer.text


async def test_the_market_shows_who_is_signed_in_and_keeps_no_copy(
    shop: Any,  # noqa: ANN401 - as above
    open_market_person: OpenMarketPerson,
) -> None:
    before = await shop.get("/cari?q=batik")
    assert 'href="/masuk?lanjut=/cari%3Fq%3Dbatik"' in before.text
    assert before.headers["cache-control"] == "private, no-cache"
    await open_market_person("seller", "shopper", login="sari", name="Sari <b>")
    await shop.submit("/masuk", "/masuk", login="sari", password=PASSWORD)
    after = await shop.get("/cari?q=batik")
    assert "Sari &lt;b&gt;" in after.text
    assert after.headers["cache-control"] == "private, no-store"
    assert "Cookie" in after.headers["vary"]
    for path in ("/pesanan", "/akun/izin", "/penjual"):
        assert f'href="{path}"' in after.text
    for path in ("/pengawas", "/masuk", '/operations"'):
        assert f'href="{path}' not in after.text
    answer = await shop.leave()
    assert answer.status_code == 303
    assert "Sari &lt;" not in (await shop.get("/cari?q=batik")).text


async def test_a_suspended_account_is_nobody_at_once(
    shop: Any,  # noqa: ANN401 - as above
    committed_market: Any,  # noqa: ANN401 - as above
    open_market_person: OpenMarketPerson,
) -> None:
    await open_market_person("shopper", login="sari")
    await shop.submit("/masuk", "/masuk", login="sari", password=PASSWORD)
    assert "/keluar" in (await shop.get("/")).text
    with psycopg.connect(committed_market.owner_url) as connection:
        connection.execute("update identity.account set status = 'suspended'")
    assert "/keluar" not in (await shop.get("/")).text
