"""The pages in a real browser: no error, no sideways scrolling, nothing that shuts people out, and the same without JavaScript."""

from __future__ import annotations

import json
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

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from psycopg import sql
from tests.run_apart import run_apart
from tests.web.sessions import session_of

from padu.kernel.clock import SystemClock
from padu.platform.database import Credentials, create_side, database_url, migrate

ROOT = Path(__file__).parents[2]
WEB_TESTS = ROOT / "tests" / "web"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = (360, 768, 1440)
RUN = "/operations/merge?jalan=018d6000-0000-7000-8000-00000000000"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt-get install chromium`, or run tools/install_system_packages as root"),
]


@pytest.fixture(scope="module")
def served(admin_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """The market served by granian on a filled database of its own; gives its address, its database's URL and its home."""
    name = f"padu_browser_{os.getpid()}"
    create_side(admin_url, "market", Credentials(), database=name)
    owner_url = database_url(admin_url, "market", "owner", database=name)
    migrate("market", owner_url)
    fill = "import sys; import fill_market; fill_market.fill(sys.argv[1], shops=24, listings=600)"
    subprocess.run([sys.executable, "-c", fill, owner_url], cwd=WEB_TESTS, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    app_url = database_url(admin_url, "market", "app", database=name)
    process = subprocess.Popen([sys.executable, str(WEB_TESTS / "serve_example.py"), app_url, str(home), str(port)])
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}", app_url, home
    finally:
        process.terminate()
        process.wait(timeout=20)
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def site(served: tuple[str, str, Path]) -> str:
    """The served market's address."""
    return served[0]


@pytest.fixture(scope="module")
def staff(served: tuple[str, str, Path]) -> list[Any]:
    """The cookie of somebody who is operator and regulator."""
    address, url, home = served
    token = run_apart(session_of(url, home, SystemClock(), "operator", "regulator"))
    return [{"name": "padu_session", "value": token, "url": address}]


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def product(site: str) -> str:
    """A product with several variants and reviews."""
    cards = _ask(f"{site}/kategori/mainan")["grid"]["cards"]
    for card in cards:
        view = _ask(site + card["path"])
        if len(view["choices"]) > 1 and view["reviews"]["next"] and len(view["pictures"]) > 1:
            return str(card["path"])
    pytest.fail("the made-up market has no such product")


def _ask(address: str) -> dict[str, Any]:
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        return json.load(answer)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; what its console complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(cookies: list[Any] | None = None, **options: Any) -> Page:  # noqa: ANN401 - Playwright's own options
        context = browser.new_context(locale="id-ID", reduced_motion="reduce", **options)
        context.add_cookies(cookies or [])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    # A page that is missing on purpose is answered 404, and the browser says so.
    assert [said for said in complaints if "status of 404" not in said] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_is_silent_and_shuts_nobody_out(
    site: str, product: str, open_page: Callable[..., Page], width: int, theme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    addresses = ["/", "/kategori/mainan?min=20000", "/cari?q=batik", "/cari?q=zzzz", product, "/toko/batik-ayu", "/nihil"]
    for address in addresses:
        check_page(page, site + address, width, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_operators_and_regulators_does_so_too(
    site: str, staff: list[Any], open_page: Callable[..., Page], width: int, theme: str
) -> None:
    page = open_page(staff, viewport={"width": width, "height": 800}, color_scheme=theme)
    operations = [*(RUN + n for n in "1234"), "/operations", "/operations/trial", "/operations/findings"]
    oversight = ["/pengawas", "/pengawas/temuan", "/pengawas/alur", "/pengawas/buku-besar", "/pengawas/bukti"]
    for address in [*operations, *oversight]:
        check_page(page, site + address, width, theme)


def check_page(page: Page, address: str, width: int, theme: str) -> None:
    """It stays within the window, wears its theme, and axe finds nothing serious."""
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme, address
    if width == WIDTHS[1]:
        return  # between the two layouts: what axe finds there it finds in one of them
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == [], address


def test_shopping_works_without_javascript(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page.goto(site)
    page.get_by_label("Cari barang").fill("boneka beruang")
    page.get_by_role("button", name="Cari").click()
    assert "Hasil untuk “boneka beruang”" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Termurah").click()
    first = page.locator("main li a h3").first.inner_text()
    page.locator("main li a:has(h3)").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == first
    page.get_by_role("link", name="English").last.click()
    assert page.get_by_role("heading", name="About this product").is_visible()
    page.get_by_role("link", name="Use the dark theme").click()
    assert page.locator("html").get_attribute("data-theme") == "padu-dark"
    page.locator("ul[aria-label='Shop'] a").click()
    assert "/toko/" in page.url
    page.goto(f"{site}/kategori/mainan")
    seen = page.locator("main li a:has(h3)").count()
    page.get_by_role("link", name="Show more").click()
    assert "setelah=" in page.url
    assert page.locator("main li a:has(h3)").count() > 0
    assert seen == 24


def test_with_javascript_the_list_grows_and_variants_change_in_place(site: str, product: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}/kategori/mainan")
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Tampilkan lagi").click()
    expect(page.locator("main li a:has(h3)")).to_have_count(48)
    assert (
        len({link.get_attribute("href") for link in page.locator("main li a:has(h3)").all()}) == page.locator("main li a:has(h3)").count()
    )
    page.goto(site + product)
    page.evaluate("window.stillHere = true")
    choice = page.locator("#pilihan li a").nth(1)
    name = choice.locator("span").first.inner_text()
    choice.click()
    page.wait_for_url("**varian=**")
    assert page.locator("#pilihan a[aria-current=true] span").first.inner_text() == name
    assert "varian=" in page.url
    page.get_by_role("link", name="Ulasan berikutnya").click()
    expect(page.locator("#ulasan time").nth(6)).to_be_visible()
    assert page.evaluate("window.stillHere")


def test_the_theme_changes_in_place_and_is_remembered(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="light")
    page.goto(site)
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Pakai tema gelap").click()
    assert page.locator("html").get_attribute("data-theme") == "padu-dark"
    assert page.evaluate("window.stillHere")
    page.goto(f"{site}/cari")
    assert page.locator("html").get_attribute("data-theme") == "padu-dark"
    assert page.get_by_role("link", name="Pakai tema terang").is_visible()
    assert not page.get_by_role("link", name="Pakai tema gelap").is_visible()


def test_the_merge_page_lives_while_the_merge_runs_and_then_rests(site: str, staff: list[Any], open_page: Callable[..., Page]) -> None:
    page = open_page(staff)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/operations/merge" in request.url else None)
    page.goto(f"{site}{RUN}5")
    assert page.get_by_role("heading", level=1).inner_text() == "Sumber sedang digabungkan"
    expect(page.get_by_role("heading", level=1)).to_have_text("Semua tercatat, tak ada yang hilang")
    count = len(asked)
    assert count >= 3
    page.wait_for_timeout(2_500)
    assert len(asked) == count


def test_the_policy_stops_what_should_not_run(site: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    page.evaluate("const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.head.append(s)")
    assert page.evaluate("window.ran === undefined")
    context.close()
