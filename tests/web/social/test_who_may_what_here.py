"""Every route of the social side, asked by every kind of visitor: who may not learns nothing, and changes nothing."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.web.route_rights import Right, Someone, routes_of, walk

from padu.kernel.ids import new_id
from padu.social import accounts, creators, videos
from padu.web.ui.templates import STATIC

pytestmark = pytest.mark.anyio
PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


async def come(stage: Any, *, creator: str = "", viewer: str = "") -> Someone:
    """Somebody new who is signed in."""
    await (stage.open_creator(creator) if creator else stage.open_account(viewer))
    login = creator or viewer
    async with stage.database.unit_of_work() as uow:
        signed = await accounts.sign_in(uow, login=login, password=PASSWORD, address="203.0.113.9")
    assert isinstance(signed, accounts.SignedIn)
    roles = frozenset({"viewer", "creator"}) if creator else frozenset({"viewer"})
    return Someone(login, roles, signed.token)


async def open_town(stage: Any) -> tuple[Sequence[Someone], list[Right]]:
    """Two creators, a viewer, somebody who is signed in on the market only, and a video of the first one's."""
    wira, lain = await come(stage, creator="wira"), await come(stage, creator="lain")
    sari, nobody = await come(stage, viewer="sari"), Someone("nobody", frozenset())
    shopper = Someone("a session of the market's", frozenset(), "x" * 43)
    listing = await stage.lend("Sambal")
    video = await stage.film(stage.creators["wira"], listing)
    async with stage.database.unit_of_work() as uow:
        await creators.add_to_showcase(uow, stage.creators["wira"].creator_id, listing)
        hidden = videos.VideoId(new_id())
        await videos.add_video(uow, videos.NewVideo(video_id=hidden, creator_id=stage.creators["wira"].creator_id, bytes=1))
    asset = next(path.name for path in (STATIC / "assets").iterdir() if path.suffix == ".css")
    item = {"listing_id": str(listing), "kembali": "/studio/etalase"}
    profile = {"handle": "baru.lagi", "display_name": "Baru"}
    own = f"/studio/video/{hidden}"
    for_all = [
        Right("GET", "/"),
        Right("GET", "/v/{video_id:uuid}", address=f"/v/{video}"),
        Right("POST", "/v/{video_id:uuid}/dilihat", 204, address=f"/v/{video}/dilihat"),
        Right("GET", "/{name:str}", address="/@wira"),
        Right("GET", "/media/{video_id:uuid}/{name:str}", address=f"/media/{video}/poster.webp"),
        Right("GET", "/ke-toko/{video_id:uuid}/{listing_id:uuid}", address=f"/ke-toko/{video}/{listing}"),
        Right("POST", "/ke-toko/{video_id:uuid}/{listing_id:uuid}", 303, address=f"/ke-toko/{video}/{listing}"),
        Right("GET", "/masuk", (200, 303)),
        Right("POST", "/masuk", 422, form={"login": "x", "password": "y"}),
        Right("GET", "/masuk/kode", (200, 303)),
        Right("POST", "/masuk/kode", 422),
        Right("GET", "/daftar", (200, 303)),
        Right("POST", "/daftar", 422),
        Right("GET", "/static/assets/{file_path:path}", address=f"/static/assets/{asset}"),
        Right("HEAD", "/static/assets/{file_path:path}", address=f"/static/assets/{asset}"),
        Right("GET", "/pictures/{codepoint:str}/{seed:str}/{name:str}", address="/pictures/1f455/1/200.webp"),
        Right("GET", "/emoji/{name:str}", address="/emoji/1f455.webp"),
        Right("GET", "/healthz"),
    ]
    studio = [
        Right("POST", "/v/{video_id:uuid}/suka", 303, "viewer", address=f"/v/{video}/suka", form={"suka": "yes"}),
        Right("GET", "/studio", role="viewer"),
        Right("GET", "/studio/profil", role="creator", stranger=303),
        Right("GET", "/studio/unggah", role="creator", stranger=303),
        Right("POST", "/studio/unggah", 422, "creator", stranger=303, form={"caption": "x"}),
        Right("GET", "/studio/video/{video_id:uuid}", 200, "creator", "wira", stranger=303, address=own),
        Right("POST", "/studio/video/{video_id:uuid}", 303, "creator", "wira", stranger=303, address=own, form={"caption": "x"}),
        Right("GET", "/studio/etalase", role="creator", stranger=303),
        Right("POST", "/studio/etalase/naik", 303, "creator", "wira", others=303, stranger=303, form=item),
        Right("POST", "/studio/etalase/lepas", 303, "creator", "wira", others=303, stranger=303, form=item),
        Right("POST", "/studio/etalase/tambah", 303, "creator", stranger=303, form=item),
        Right("GET", "/studio/pendapatan", role="creator", stranger=303),
        Right("POST", "/studio/video/{video_id:uuid}/hapus", 303, "creator", "wira", stranger=303, address=f"{own}/hapus"),
        Right("POST", "/studio/mulai", (303, 422), "viewer", form=profile),
        Right("POST", "/studio/profil", (303, 422), "viewer", form=profile),
        Right("POST", "/keluar", 303),
    ]
    return [nobody, shopper, sari, lain, wira], [*for_all, *studio]


async def test_every_route_answers_each_visitor_as_the_table_says(stage: Any, committed_social: Any) -> None:
    visitors, rights = await open_town(stage)
    await walk(stage.client, rights, visitors, owner_url=committed_social.owner_url)


async def test_what_is_not_ready_yet_is_its_creators_alone(stage: Any) -> None:
    visitors, rights = await open_town(stage)
    own = next(right.address for right in rights if right.route == "/studio/video/{video_id:uuid}")
    hidden = own.rpartition("/")[2]
    for one in visitors:
        stage.client.cookies.clear()
        if one.token:
            stage.client.cookies.set("padu_session", one.token)
        for path in (f"/v/{hidden}", f"/media/{hidden}/poster.webp", f"/media/{hidden}/master.m3u8", f"/ke-toko/{hidden}/{new_id()}"):
            assert (await stage.get(path)).status_code == 404, (one.name, path)


async def test_every_form_is_refused_without_its_pages_token(stage: Any) -> None:
    visitors, rights = await open_town(stage)
    forms = {right.route: right.address or right.route for right in rights if right.method == "POST"}
    assert {("POST", route) for route in forms} == {one for one in routes_of(stage.app) if one[0] == "POST"}
    for address in forms.values():
        for one in visitors:
            stage.client.cookies.clear()
            if one.token:
                stage.client.cookies.set("padu_session", one.token)
            answer = await stage.client.post(address, data={}, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.json()["code"]) == (403, "page.form_expired"), (address, one.name)
