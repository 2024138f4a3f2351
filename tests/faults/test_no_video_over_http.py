"""What is no video, or half of one, goes through the upload form and ends with a sentence in the studio; the worker works on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.breakable_world import BreakableWorld
from tests.faults.walking import signed_in
from tests.running_sandboxes import wait_until

from padu.demo.journey import Browser, Page

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]


def upload(world: BreakableWorld, browser: Browser, content: bytes, name: str = "film.mp4") -> Page:
    """Send a file as the form does; the page that answers."""
    page = browser.open(f"{world.sites.social}/studio/unggah")
    form = page.find_form("/studio/unggah", why="upload")
    fields = {control.name: control.value for control in form.controls if control.name not in {"video", "caption"}}
    answer = browser._client.post(
        f"{world.sites.social}/studio/unggah",
        data={**fields, "caption": name},
        files={"video": (name, content, "video/mp4")},
        headers={"Origin": world.sites.social, "Referer": page.url},
    )
    assert answer.status_code in {303, 413, 422}, answer.text[:500]
    if answer.status_code == 303:
        return browser.open(f"{world.sites.social}{answer.headers['location']}")
    return Page(f"{world.sites.social}/studio/unggah", answer)


def wait_for_words(browser: Browser, page: Page, words: str) -> None:
    wait_until(lambda: words in browser.open(page.url).read.words, 30)


def test_no_video_and_half_a_video_are_told_so_in_the_studio(world: BreakableWorld) -> None:
    (film, *_) = sorted((world.home / "demo" / "videos").glob("*.mp4"))
    whole = film.read_bytes()
    made_up = b"Ini bukan video, hanya tulisan.\n" * 2000
    with signed_in(world, world.people.creator, world.sites.social, "/studio") as studio:
        empty = upload(world, studio, b"")
        assert "Berkasnya kosong" in empty.read.words
        text = upload(world, studio, made_up)
        cut = upload(world, studio, whole[: len(whole) // 2])
        good = upload(world, studio, whole)
        wait_for_words(studio, text, "Berkas ini bukan video yang kami kenal")
        wait_for_words(studio, cut, "rusak atau terpotong")
        number = good.path.rpartition("/")[2]
        wait_until(lambda: world.get("social", f"/v/{number}").status_code == 200, 40)
        words = studio.open(f"{world.sites.social}/studio").read.words
        assert "bukan video yang kami kenal" in words
        for failed in (text, cut):
            identity = failed.path.rpartition("/")[2]
            assert world.get("social", f"/v/{identity}").status_code == 404
            assert left_over(world.home / "media" / identity) == []


def left_over(folder: Path) -> list[str]:
    """What of a failed video still takes up room."""
    return [path.name for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
