"""What no page of ours wrote is refused, whatever it is: never a fault of ours, and never a word of the database's."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from litestar import get
from litestar.params import FromPath
from sqlalchemy import text

from padu.web.ui import WebRequest, reading

pytestmark = pytest.mark.anyio
HUGE, NUL, ID = 10**30, "a\x00b", "01890000-0000-7000-8000-000000000000"
VALUES = (HUGE, -HUGE, -1, "2024-01-01T00:00:00", "0001-01-01T00:00:00-14:00", "infinity", "1' or '1", NUL)
CURSORS = [{"value": value, "listing_id": ID} for value in VALUES] + [{"edition_id": ID, "place": value} for value in VALUES]
LISTS = ("/?setelah=", "/cari?q=x&setelah=", "/cari?urut=termurah&setelah=", "/cari?urut=termahal&setelah=")


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def test_a_made_up_cursor_is_a_bad_address_and_nothing_worse(site: Any) -> None:
    for path in LISTS:
        for value in (*CURSORS, [], {}, HUGE, NUL):
            answer = await site.get(path + cursor(value), Accept="application/json")
            assert answer.status_code in {200, 303, 400, 404}, (path, value, answer.text)


@pytest.mark.parametrize("name", ["login", "display_name", "password", "lanjut"])
async def test_a_zero_byte_in_a_form_is_refused_in_either_kind(site: Any, name: str) -> None:
    token = await site.form_token()
    typed = {"login": "sari", "display_name": "Sari", "password": "kuda lumping biru", name: f"x{NUL}kuda lumping biru"}
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    for sent in ({"data": typed}, {"json": typed}):
        answer = await site.client.post("/daftar", headers=headers, follow_redirects=False, **sent)
        assert (answer.status_code, answer.json()["code"]) == (400, "page.bad_parameter"), sent


async def test_a_number_that_no_table_holds_is_refused(site: Any) -> None:
    for path in ("/cari?q=x&min=9999999999999999", f"/cari?q={'x ' * 60}", "/cari?q=%25%5F%27%22%5C", "/cari?q=%F0%9F%92%A9%ED%A0%80"):
        assert (await site.get(path, Accept="application/json")).status_code in {200, 303, 400, 404}


@get("/terlalu-besar/{by:str}")
async def ask_too_much(request: WebRequest, by: FromPath[str]) -> None:
    async with reading(request) as uow:
        if by == "driver":
            await (await uow.driver()).execute("select %s::smallint", [70_000])
        await uow.connection.execute(text("select cast(:number as smallint)"), {"number": 70_000})


async def test_what_a_column_cannot_hold_is_a_bad_address_however_it_is_asked(site: Any) -> None:
    site.client.app.register(ask_too_much)
    for by in ("driver", "statement"):
        answer = await site.get(f"/terlalu-besar/{by}", Accept="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "page.bad_parameter")
