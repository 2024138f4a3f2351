from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from padu.exchange.register import HANDOFF, list_crossings
from padu.exchange.register.store import save_failure, save_progress
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.signing import open_message

pytestmark = pytest.mark.anyio
Stage = Any


@pytest.fixture
async def sheet(stage: Stage) -> Stage:
    """The site with its sheet, and a film that shows a lent listing."""
    stage.listing_id = await stage.lend("Sambal Matah Bu Tini")
    stage.creator = await stage.open_creator("rani")
    stage.video_id = await stage.film(stage.creator, stage.listing_id)
    stage.path = f"/ke-toko/{stage.video_id}/{stage.listing_id}"
    return stage


async def test_the_sheet_says_plainly_what_is_passed_on_and_what_never(sheet: Stage) -> None:
    answer = await sheet.get(sheet.path)
    text = html.unescape(answer.text)
    assert answer.status_code == 200
    assert "Kamu akan pindah ke toko" in text
    assert "shop.localhost:8000" in text
    for name in ("handoff_id", "listing_id", "creator_id", "surface", "issued_at", "expires_at"):
        assert f">{name}</code>" in text
    assert "Apa yang kamu tonton, sukai, atau ikuti, termasuk video ini" in text
    assert f"@rani ({sheet.creator.creator_id})" in text
    english = html.unescape((await sheet.get(f"{sheet.path}?lang=en")).text)
    assert "You are going to the shop" in english
    assert "A number for one use" in english
    async with sheet.database.unit_of_work() as uow:
        assert await list_crossings(uow) == []


async def test_the_sheet_says_how_old_its_word_is_and_that_the_shop_does_not_answer(sheet: Stage) -> None:
    async with sheet.database.unit_of_work() as uow:
        await save_progress(uow, "cards", cursor=1, door_is_open=True)
    text = html.unescape((await sheet.get(sheet.path)).text)
    assert "Kabar terakhir dari toko:" in " ".join(re.sub("<[^>]+>", "", text).split())
    assert "Toko sedang tidak menjawab" not in text
    async with sheet.database.unit_of_work() as uow:
        for _ in range(3):
            await save_failure(uow, "cards", "exchange.unreachable")
    answer = await sheet.get(sheet.path)
    assert answer.status_code == 200
    assert "Toko sedang tidak menjawab" in answer.text
    assert "Sambal Matah Bu Tini" in answer.text


async def test_going_on_leads_to_the_market_with_a_handoff_that_says_that_and_no_more(sheet: Stage, clock: FixedClock) -> None:
    await sheet.sign_in("rani")
    answer = await sheet.post(sheet.path)
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert (address.scheme, address.netloc, address.path) == ("http", "shop.localhost:8000", "/serah-terima")
    (token,) = parse_qs(address.query)["t"]
    message = open_message(token, sheet.app.state.door_keys.own.verify_key, HANDOFF, now=clock.now())
    assert set(message.body) == {"handoff_id", "listing_id", "creator_id", "surface", "issued_at", "expires_at"}
    assert (UUID(message.body["listing_id"]), UUID(message.body["creator_id"])) == (sheet.listing_id, sheet.creator.creator_id)
    assert str(sheet.video_id) not in str(message.body)
    assert answer.headers["cache-control"] == "no-store"
    assert "http://shop.localhost:8000" in answer.headers["content-security-policy"].partition("form-action")[2].partition(";")[0]
    async with sheet.database.unit_of_work() as uow:
        (crossing,) = await list_crossings(uow)
    assert (crossing.flow, crossing.direction, crossing.outcome, crossing.digest) == ("handoff", "out", "passed", message.digest)


async def test_no_way_leads_from_a_video_that_does_not_show_the_listing(sheet: Stage) -> None:
    other = await sheet.lend("Kopi Gayo")
    for path in (f"/ke-toko/{sheet.video_id}/{other}", f"/ke-toko/{new_id()}/{sheet.listing_id}"):
        assert (await sheet.get(path)).status_code == 404
        assert (await sheet.post(path)).status_code == 404
    assert (await sheet.get("/ke-toko/x/y")).status_code == 404


async def test_a_card_that_was_withdrawn_is_told_and_no_handoff_made(sheet: Stage) -> None:
    async with sheet.database.unit_of_work() as uow:
        await (await uow.driver()).execute("update exchange.pull_state set door_is_open = false")
    shown = await sheet.get(sheet.path)
    assert (shown.status_code, "tidak bisa dibuka lagi" in shown.text) == (410, True)
    answer = await sheet.post(sheet.path)
    assert answer.status_code == 409
    assert "sudah menarik barang ini" in answer.text


async def test_whoever_goes_too_often_is_told_to_wait(sheet: Stage) -> None:
    await sheet.sign_in("rani")
    token = await sheet.token()
    for _ in range(40):
        answer = await sheet.client.post(sheet.path, data={"_csrf_token": token}, headers={"Accept": "text/html"}, follow_redirects=False)
        assert answer.status_code == 303
    answer = await sheet.post(sheet.path)
    assert answer.status_code == 429
    assert "Tunggu sepuluh menit" in answer.text


async def test_a_form_without_its_token_makes_no_handoff(sheet: Stage) -> None:
    answer = await sheet.client.post(sheet.path, headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 403
