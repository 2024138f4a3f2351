"""What a creator sees and does, and what nobody else may."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from padu.kernel.ids import new_id
from padu.social import creators, videos

pytestmark = pytest.mark.anyio
STUDIO = ("/studio", "/studio/unggah", "/studio/etalase", "/studio/pendapatan", "/studio/profil")


async def test_nobody_is_led_to_the_sign_in_and_a_viewer_to_becoming_a_creator(stage: Any) -> None:  # noqa: ANN401 - its class lives in conftest.py
    for path in (*STUDIO, f"/studio/video/{new_id()}"):
        answer = await stage.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?lanjut={path}")
    await stage.open_account("sari")
    await stage.sign_in("sari")
    assert "Jadi pembuat konten" in (await stage.get("/studio")).text
    for path in STUDIO[1:]:
        answer = await stage.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/studio")


async def test_a_viewer_becomes_a_creator_once(stage: Any) -> None:  # noqa: ANN401 - as above
    await stage.open_creator("wira")
    account_id = await stage.open_account("sari")
    await stage.sign_in("sari")
    for handle, said in (("wi ra", "3 sampai 30"), ("wira", "sudah dipakai")):
        refused = await stage.post("/studio/mulai", {"handle": handle, "display_name": "Sari"})
        assert refused.status_code == 422
        assert said in refused.text
        assert f'value="{handle}"' in refused.text
    answer = await stage.post("/studio/mulai", {"handle": "@Sari.Masak", "display_name": "Sari", "bio": "Masak <b>pedas</b>"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
    assert "Belum ada videomu" in (await stage.get("/studio")).text
    page = (await stage.get("/@sari.masak")).text
    assert "Masak &lt;b&gt;pedas&lt;/b&gt;" in page
    assert str(account_id) not in page
    changed = await stage.post("/studio/profil", {"handle": "sari.masak", "display_name": "Sari Wulan"})
    assert changed.status_code == 303
    assert "Sari Wulan" in (await stage.get("/@sari.masak")).text
    assert (await stage.post("/studio/profil", {"handle": "wira", "display_name": "Sari"})).status_code == 422


async def test_an_upload_goes_on_to_its_page_and_ends_on_the_feed(stage: Any) -> None:  # noqa: ANN401 - as above
    await stage.open_creator("wira")
    await stage.sign_in("wira")
    sent = await stage.send_file(stage.clip, caption="Sambal matah")
    assert sent.status_code == 303
    location = sent.headers["location"]
    video_id = UUID(location.rpartition("/")[2])
    for path in (location, "/studio"):
        page = (await stage.get(path)).text
        assert "Menunggu giliran" in page
        assert 'hx-trigger="every 2s"' in page
        assert "Sambal matah" in page
    await videos.transcode_video(stage.database, stage.media, video_id)
    part = (await stage.get("/studio", **{"HX-Request": "true", "HX-Target": "video-saya"})).text
    assert "Tayang" in part
    assert "hx-trigger" not in part
    assert "<html" not in part
    assert (await stage.get(f"/v/{video_id}")).status_code == 200


async def test_a_script_gets_the_place_and_a_refusal_a_word(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - as above
    await stage.open_creator("wira")
    await stage.sign_in("wira")
    sent = await stage.send_file(stage.clip, Accept="application/json")
    assert sent.status_code == 201
    assert re.fullmatch(r"/studio/video/[0-9a-f-]{36}", sent.json()["location"])
    empty = await stage.send_file(b"", Accept="application/json")
    assert (empty.status_code, empty.json()["refused"]) == (422, "empty")
    nothing = await stage.send_file(None)
    assert nothing.status_code == 422
    assert "Berkasnya kosong" in nothing.text
    monkeypatch.setattr("padu.social.videos.media_files.BYTES_MAX", 100)
    large = await stage.send_file(stage.clip, caption="Sambal")
    assert large.status_code == 413
    assert "lebih besar dari 200 MB" in large.text
    assert "Sambal" in large.text
    long = await stage.send_file(b"x" * 50, caption="x" * 501)
    assert long.status_code == 422
    assert len(list((stage.media / "incoming").iterdir())) == 1
    async with stage.database.unit_of_work() as uow:
        kept = await videos.videos_of(uow, stage.creators["wira"].creator_id, only_ready=False)
    assert len(kept) == 1


async def test_a_file_that_is_no_video_says_why(stage: Any) -> None:  # noqa: ANN401 - as above
    await stage.open_creator("wira")
    await stage.sign_in("wira")
    location = (await stage.send_file(b"Ini bukan video.")).headers["location"]
    await videos.transcode_video(stage.database, stage.media, UUID(location.rpartition("/")[2]))
    assert "bukan video yang kami kenal" in (await stage.get(location)).text
    assert "no video that we know" in (await stage.get("/studio?lang=en")).text


async def test_cards_are_chosen_among_those_that_are_lent(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    chilli, mortar = await stage.lend("Cabai rawit"), await stage.lend("Cobek batu")
    video_id = await stage.film(wira)
    await stage.sign_in("wira")
    edit = f"/studio/video/{video_id}"
    found = (await stage.get(f"{edit}?q=cobek")).text
    assert f'value="{mortar}"' in found
    assert f'value="{chilli}"' not in found
    stranger = new_id()
    saved = await stage.post(edit, {"caption": "Ulek sendiri", "listing_id": [str(mortar), str(stranger), str(chilli)]})
    assert (saved.status_code, saved.headers["location"]) == (303, edit)
    async with stage.database.unit_of_work() as uow:
        video = await videos.own_video(uow, wira.creator_id, video_id)
    assert video is not None
    assert (video.caption, video.listing_ids) == ("Ulek sendiri", (mortar, chilli))
    page = (await stage.get(edit)).text
    assert len(re.findall(r'name="listing_id" value="[^"]+"[^>]*checked', page)) == 2
    many = [str(await stage.lend(f"Cabai {number}")) for number in range(6)]
    refused = await stage.post(edit, {"caption": "", "listing_id": many})
    assert refused.status_code == 422
    assert "paling banyak menunjukkan lima barang" in refused.text


async def test_another_creators_video_is_not_there(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    video_id = await stage.film(wira)
    await stage.open_creator("ayu")
    await stage.sign_in("ayu")
    edit = f"/studio/video/{video_id}"
    answers = [await stage.get(edit), await stage.post(edit, {"caption": "Curian"}), await stage.post(f"{edit}/hapus")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    async with stage.database.unit_of_work() as uow:
        video = await videos.own_video(uow, wira.creator_id, video_id)
    assert video is not None
    assert video.caption == "Sambal matah"


async def test_a_showcase_is_filled_ordered_and_emptied(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    chilli, mortar = await stage.lend("Cabai rawit"), await stage.lend("Cobek batu")
    await stage.sign_in("wira")
    assert "Cobek batu" in (await stage.get("/studio/etalase?q=cobek")).text
    for listing_id in (chilli, mortar, mortar):
        answer = await stage.post("/studio/etalase/tambah", {"listing_id": str(listing_id), "kembali": "//evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    await stage.post("/studio/etalase/naik", {"listing_id": str(mortar)})

    async def shown() -> tuple[UUID, ...]:
        async with stage.database.unit_of_work() as uow:
            return await creators.showcase_of(uow, wira.creator_id)

    assert await shown() == (mortar, chilli)
    await stage.post("/studio/etalase/naik", {"listing_id": str(mortar)})
    assert (await stage.post("/studio/etalase/tambah", {"listing_id": str(new_id())})).status_code == 404
    assert (await stage.post("/studio/etalase/tambah", {"listing_id": "bukan"})).status_code == 400
    await stage.post("/studio/etalase/lepas", {"listing_id": str(mortar)})
    assert await shown() == (chilli,)
    assert "Cabai rawit" in (await stage.get("/studio/etalase")).text


async def test_earnings_say_the_whole_first_and_why_they_are_late(stage: Any) -> None:  # noqa: ANN401 - as above
    wira, chilli = await stage.open_creator("wira"), await stage.lend("Cabai rawit")
    await stage.sign_in("wira")
    nothing = (await stage.get("/studio/pendapatan")).text
    assert re.search(r"Rp[\d.]+", nothing).group() == "Rp0"  # pyright: ignore[reportOptionalMemberAccess] - a missing sum fails the test
    assert "24 jam" in nothing
    async with stage.database.unit_of_work() as uow:
        statement = """insert into exchange.creator_earning values (%s, %s, %s, '2024-01-30', 6, 7, 12500, %s, %s)"""
        now = uow.clock.now()
        await (await uow.driver()).execute(statement, [new_id(), wira.creator_id, chilli, now, now])
        await (await uow.driver()).execute(statement, [new_id(), new_id(), chilli, now, now])
    page = (await stage.get("/studio/pendapatan")).text
    assert re.search(r"Rp[\d.]+", page).group() == "Rp12.500"  # pyright: ignore[reportOptionalMemberAccess] - as above
    assert "dari 6 pesanan, 7 barang" in page
    assert "30 Jan 2024" in page
    assert page.count("Cabai rawit") == 1
