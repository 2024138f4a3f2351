"""The social pages in a real browser: videos play under our own policy, natively, by script and without one; nobody is shut out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.run_apart import run_apart

from padu.kernel.clock import SystemClock
from padu.platform.unit_of_work import open_database
from padu.social import creators

HERE = Path(__file__).parent
AXE = HERE.parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_HLS_OF_ITS_OWN = "HTMLMediaElement.prototype.canPlayType = () => ''"
PLAYING = "() => [...document.querySelectorAll('video')].filter((video) => video.currentTime > 0.3 && !video.paused).length === 1"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt-get install chromium`, or run tools/install_system_packages as root"),
]


async def fill(stage_of: Callable[..., Any], url: str, media: Path, clip: bytes) -> None:
    database = open_database(url, SystemClock())
    stage = stage_of(None, None, database, media, clip)
    wira, ayu = await stage.open_creator("wira"), await stage.open_creator("ayu")
    chilli, mortar = await stage.lend("Cabai rawit merah segar 250 gr dari petani Lembang"), await stage.lend("Cobek batu asli Muntilan")
    await stage.film(wira, chilli, mortar, caption="Sambal matah resep mama,\npedasnya nampol")
    await stage.film(ayu, mortar)
    async with database.unit_of_work() as uow:
        await creators.arrange_showcase(uow, wira.creator_id, [chilli, mortar])
    await database.close()


@pytest.fixture
def site(committed_social: Any, tmp_path: Path, tiny_clip: bytes, stage_class: Callable[..., Any]) -> Iterator[str]:  # noqa: ANN401 - its class lives in conftest.py
    run_apart(fill(stage_class, committed_social.app_url, tmp_path / "media", tiny_clip))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(HERE / "serve_social.py"), committed_social.app_url, str(tmp_path), str(port)])
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < until, "the server did not answer within a minute"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; what its console complains of fails the test."""
    complaints: list[str] = []

    def opened(**options: Any) -> Page:  # noqa: ANN401 - Playwright's own options
        page = browser.new_context(locale="id-ID", reduced_motion="reduce", **options).new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    assert complaints == []


def sign_in(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/masuk?lanjut={path}")
    page.fill("input[name=login]", "wira")
    page.fill("input[name=password]", "kuda lumping biru")
    page.click("main form button")
    page.wait_for_url(f"{site}{path}")


@pytest.mark.parametrize("native", [True, False], ids=["the browser's own", "by script"])
def test_the_video_on_the_screen_plays_and_no_other(site: str, open_page: Callable[..., Page], *, native: bool) -> None:
    page = open_page(viewport={"width": 360, "height": 740})
    if not native:
        page.add_init_script(NO_HLS_OF_ITS_OWN)
    page.goto(site)
    page.wait_for_function(PLAYING)
    assert page.evaluate("document.querySelector('video').currentSrc.startsWith('blob:')") is not native
    first, second = page.locator("video").nth(0), page.locator("video").nth(1)
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelectorAll('video')[1].currentTime > 0.3")
    assert first.evaluate("(video) => video.paused")
    assert not second.evaluate("(video) => video.paused || video.controls")
    with page.expect_response(lambda answer: answer.url.endswith("/dilihat")) as counted:
        page.wait_for_timeout(2_500)
    assert counted.value.status == 204


def test_without_a_script_the_small_file_plays(site: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(site)
    assert page.locator("video[controls]").count() == 2
    page.locator("video").first.evaluate("(video) => { video.muted = true; return video.play(); }")
    page.wait_for_timeout(600)
    assert page.locator("video").first.evaluate("(video) => video.currentTime > 0.2 && video.currentSrc.endsWith('/small.mp4')")


def test_a_heart_and_an_upload_happen_in_place(site: str, open_page: Callable[..., Page], tmp_path: Path, tiny_clip: bytes) -> None:
    page = open_page(viewport={"width": 360, "height": 740})
    sign_in(page, site, "/")
    heart = page.locator("[data-heart] button").first
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart.locator("[data-count]")).to_have_text("1")
    assert page.url == f"{site}/"
    clip = tmp_path / "klip.mp4"
    clip.write_bytes(tiny_clip)
    page.goto(f"{site}/studio/unggah")
    page.set_input_files("input[type=file]", clip)
    page.fill("textarea", "Dari peramban")
    page.click("form[data-upload] button")
    page.wait_for_url(f"{site}/studio/video/*")
    expect(page.locator("textarea")).to_have_value("Dari peramban")
    expect(page.locator("#keadaan")).to_contain_text("Menunggu giliran")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_social_page_fits_is_silent_and_shuts_nobody_out(site: str, open_page: Callable[..., Page], width: int, theme: str) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    sign_in(page, site, "/studio")
    page.goto(f"{site}/?theme={theme}")
    own = page.request.get(f"{site}/studio", headers={"Accept": "application/json"}).json()["videos"][0]
    paths = [
        "/",
        own["path"],
        "/@wira",
        "/studio",
        own["edit_path"],
        "/studio/etalase",
        "/studio/pendapatan",
        "/studio/unggah",
        "/studio/profil",
    ]
    for path in paths:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme, path
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
            for violation in found["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
