"""What a viewer sees and does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from padu.kernel.ids import new_id
from padu.social import creators, videos

pytestmark = pytest.mark.anyio


async def test_an_empty_feed_says_what_to_do_next(stage: Any) -> None:  # noqa: ANN401 - its class lives in conftest.py
    answer = await stage.get("/")
    assert answer.status_code == 200
    assert "Belum ada video" in answer.text
    assert 'href="/studio/unggah"' in answer.text
    assert 'data-theme="padu-dark"' in answer.text


async def test_the_feed_plays_without_a_script_and_leads_to_the_shop_only_by_its_sheet(stage: Any) -> None:  # noqa: ANN401 - as above
    wira, chilli, unlent = await stage.open_creator("wira"), await stage.lend("Cabai rawit"), new_id()
    video_id = await stage.film(wira, chilli, unlent)
    text = (await stage.get("/")).text
    (video,) = re.findall(r"<video\b[^>]*>", text)
    assert " controls" in video
    assert f'poster="/media/{video_id}/poster.webp"' in video
    assert f'<source src="/media/{video_id}/small.mp4" type="video/mp4">' in text
    assert re.findall(r'href="(/ke-toko/[^"]+)"', text) == [f"/ke-toko/{video_id}/{chilli}"]
    assert "Cabai rawit" in text
    assert "Rp25.000" in text
    assert "@wira" in text
    assert ">Baru</span>" in text
    assert not re.search(r'<(script(?![^>]*src=)|style)|style="|onclick', text)
    english = (await stage.get("/?lang=en")).text
    assert ">New</span>" in english


async def test_the_feed_goes_on_page_by_page_and_ends(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    made = {str(await stage.film(wira)) for _ in range(7)}
    first = (await stage.get("/")).text
    onward = re.search(r'hx-get="(/\?setelah=[^"]+)"', first)
    assert onward is not None
    part = (await stage.get(onward[1], **{"HX-Request": "true", "HX-Target": "berikutnya"})).text
    assert "<html" not in part
    assert "Sudah semua" in part
    shown = re.findall(r'id="v-([^"]+)"', first + part)
    assert sorted(shown) == sorted(made)
    assert (await stage.get("/?setelah=bukan")).status_code == 400


async def test_a_heart_needs_somebody_and_works_by_form_and_by_script(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    await stage.open_account("sari")
    video_id = await stage.film(wira)
    heart = f"/v/{video_id}/suka"
    nobody = await stage.post(heart, {"suka": "yes"})
    assert (nobody.status_code, nobody.headers["location"].partition("?")[0]) == (303, "/masuk")
    assert (await stage.post(heart, {"suka": "yes"}, Accept="application/json")).status_code == 401
    await stage.sign_in("sari")
    assert (await stage.client.post(heart, data={"suka": "yes"}, headers={"Accept": "text/html"})).status_code == 403
    liked = await stage.post(heart, {"suka": "yes"})
    assert (liked.status_code, liked.headers["location"]) == (303, f"/v/{video_id}")
    page = (await stage.get(f"/v/{video_id}")).text
    assert '<button class="clip-act" aria-pressed="true">' in page
    by_script = await stage.post(heart, {"suka": "no"}, Accept="application/json")
    assert (by_script.status_code, by_script.json()) == (200, {"liked": False, "likes": 0})
    assert (await stage.post(f"/v/{new_id()}/suka", {"suka": "yes"})).status_code == 404


async def test_a_view_is_counted_once_per_watcher(stage: Any) -> None:  # noqa: ANN401 - as above
    video_id = await stage.film(await stage.open_creator("wira"))
    for agent in ("a", "a", "b"):
        answer = await stage.post(f"/v/{video_id}/dilihat", **{"User-Agent": agent})
        assert answer.status_code == 204
    async with stage.database.unit_of_work() as uow:
        assert (await videos.ready_videos(uow, [video_id]))[video_id].views == 2
    assert "2 kali ditonton" in (await stage.get("/")).text


async def test_a_video_that_cannot_be_watched_has_no_page(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    await stage.sign_in("wira")
    sent = await stage.send_file(stage.clip)
    waiting = sent.headers["location"].rpartition("/")[2]
    assert (await stage.get(f"/v/{waiting}")).status_code == 404
    video_id = await stage.film(wira)
    assert (await stage.get(f"/v/{video_id}")).status_code == 200
    assert (await stage.get("/v/bukan-nomor")).status_code == 404


async def test_a_profile_shows_videos_and_the_showcase(stage: Any) -> None:  # noqa: ANN401 - as above
    wira = await stage.open_creator("wira")
    shown, alone = await stage.lend("Cabai rawit"), await stage.lend("Cobek batu")
    video_id = await stage.film(wira, shown)
    async with stage.database.unit_of_work() as uow:
        await creators.arrange_showcase(uow, wira.creator_id, [alone, shown, new_id()])
    text = (await stage.get("/@wira")).text
    assert "Dapur Wira" in text
    assert text.index("Cobek batu") < text.index("Cabai rawit")
    # What no video shows has no way to the shop from here.
    assert re.findall(r'href="(/ke-toko/[^"]+)"', text) == [f"/ke-toko/{video_id}/{shown}"]
    assert f'href="/v/{video_id}"' in text
    assert str(wira.creator_id) not in text
    for nowhere in ("/@nobody", "/wira", "/@"):
        assert (await stage.get(nowhere)).status_code == 404


async def test_the_same_page_answers_as_json(stage: Any) -> None:  # noqa: ANN401 - as above
    video_id = await stage.film(await stage.open_creator("wira"), await stage.lend("Cabai rawit"))
    found = (await stage.get("/", Accept="application/json")).json()
    (clip,) = found["clips"]
    assert (clip["video_id"], clip["reason"], clip["cards"][0]["title"]) == (str(video_id), "new", "Cabai rawit")
