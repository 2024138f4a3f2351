"""Take pictures of every page of the market, at three widths and in both themes, from the demo's own data.

    python tools/pictures.py [--url URL] [--docs]

Without `--url` the demo is run first (a moment where it has run before) and its market is served for as long as it takes. Pictures go to
pictures/PAGE-WIDTH-THEME.png; `--docs` also renews the few that the documents show, in docs/pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "pictures"
DOCS = ROOT / "docs" / "pictures"
WIDTHS = (360, 768, 1440)
THEMES = ("light", "dark")
SCROLL_THROUGH = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        await new Promise((done) => setTimeout(done, 30));
    }
}"""
# What the documents show: the file, and the page, width and theme it is a picture of.
IN_DOCS = {
    "home.png": ("home", 1440, "light"),
    "product.png": ("product", 1440, "light"),
    "merge.png": ("merge", 1440, "light"),
    "home-phone.png": ("home", 360, "dark"),
}


def browser_path() -> str:
    """Debian's Chromium; where there is none the error says how to get it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("no Chromium here: run `tools/install_system_packages` as root, or `apt-get install chromium`")
    return found


@contextmanager
def served() -> Generator[str]:
    """The demo's market on a free port, for as long as the block runs."""
    padu = Path(sys.executable).with_name("padu")
    if subprocess.run([padu, "demo", "--no-serve"], cwd=ROOT, check=False).returncode != 0:  # noqa: S603 - our own program
        sys.exit("the demo failed; its message is above")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PADU_MARKET_PORT": str(port)}
    process = subprocess.Popen([padu, "serve", "market"], cwd=ROOT, env=environment)  # noqa: S603 - our own program
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the site answers; a minute at most."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    sys.exit("the market did not answer; its message is above")


def ask(address: str) -> dict[str, Any]:
    """A page's view as JSON."""
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        return json.load(answer)


def pages_of(url: str) -> dict[str, str]:
    """Every page's name and path; the product is one with variants and reviews, the shop its seller."""
    home = ask(url)
    cards = [*home["loved"], *home["grid"]["cards"]]
    # Shops of the social app name the variants of shoes, bags and shirts.
    for category in ("sepatu-tas", "fashion-pria"):
        for order in ("terbaru", "termahal"):
            cards += ask(f"{url}/kategori/{category}?kanal=tiktok_shop&urut={order}")["grid"]["cards"]
    if not cards:
        sys.exit(f"the market at {url} holds nothing yet: run `padu demo --no-serve` first")
    views = [ask(url + card["path"]) for card in cards]
    product = max(views, key=lambda view: (len(view["choices"]) > 1, view["reviews"]["count"], view["stock"]))["path"]
    return {
        "home": "/",
        "category": "/kategori/fashion-pria",
        "filtered": "/kategori/kopi-teh?urut=termurah&min=10.000&maks=90.000&kondisi=baru",
        "search": "/cari?q=batik",
        "nothing-found": "/cari?q=xyzzy",
        "product": product,
        "shop": product.rsplit("/", 1)[0],
        "missing": "/halaman/yang-tidak-ada",
        "merge": "/operations/merge",
    }


def photograph(browser: Browser, url: str, pages: dict[str, str], theme: str, width: int) -> None:
    """All pages at one width in one theme; the whole page as a reader would scroll it."""
    height = 800 if width < 500 else 1000
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale="id-ID")  # type: ignore[arg-type] - two literals
    page = context.new_page()
    for name, path in pages.items():
        page.goto(url + path, wait_until="networkidle")
        # Pictures below the fold are fetched when they come near: go there once.
        page.evaluate(SCROLL_THROUGH)
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True)
        page.screenshot(path=FOLDER / f"{name}-{width}-{theme}-first.png")
    context.close()


def renew_documents() -> None:
    """The documents' few pictures: the first screen."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for file, (name, width, theme) in IN_DOCS.items():
        with Image.open(FOLDER / f"{name}-{width}-{theme}-first.png") as picture:
            picture.convert("RGB").save(DOCS / file, optimize=True)


def main() -> None:
    """Serve if need be, photograph, say where it all lies."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--url", help="a market that is being served already, such as http://127.0.0.1:8000")
    parser.add_argument("--docs", action="store_true", help="also renew docs/pictures")
    wanted = parser.parse_args()
    chromium = browser_path()
    FOLDER.mkdir(exist_ok=True)
    if wanted.url:
        take_all(chromium, wanted.url.rstrip("/"))
    else:
        with served() as url:
            take_all(chromium, url)
    if wanted.docs:
        renew_documents()
    print(f"pictures: {len(list(FOLDER.glob('*.png')))} in {FOLDER}")


def take_all(chromium: str, url: str) -> None:
    """Every page, every width, both themes."""
    pages = pages_of(url)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        for theme in THEMES:
            for width in WIDTHS:
                photograph(browser, url, pages, theme, width)
        browser.close()


if __name__ == "__main__":
    main()
