"""Take pictures of every page of both sites, at three widths and in both themes, from the demo's own data.

    python tools/pictures.py [--market URL --social URL] [--docs] [--only NAME …]

Without addresses the demo is run first (a moment where it has run before) and served on free ports for as long as it takes. Pages for
somebody who is signed in are taken as the demo's people, whose passwords lie under the demo's home; the shopper first puts things of two
shops into the basket and leaves one purchase unpaid, so that those pages show something. Pictures go to pictures/PAGE-WIDTH-THEME.png;
`--docs` also renews the few that the documents show, in docs/pictures.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from padu.demo.people import Part, People, Person, people_of
from padu.platform.settings import read_settings

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
    "feed-phone.png": ("feed", 360, "dark"),
    "checkout.png": ("checkout", 1440, "light"),
    "order-phone.png": ("order", 360, "light"),
    "trial.png": ("trial", 1440, "light"),
}


def browser_path() -> str:
    """Debian's Chromium; where there is none the error says how to get it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("no Chromium here: run `tools/install_system_packages` as root, or `apt-get install chromium`")
    return found


@dataclass(frozen=True, slots=True)
class Sites:
    """Where the two sites are, as browsers name them."""

    market: str
    social: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to photograph: where it is, or the first link on that page that matches `link`; as whom, or nobody.

    `press` is the address that a form on the page sends to: the picture is of what comes then.
    """

    name: str
    site: str
    path: str
    link: str = ""
    who: Part | None = None
    press: str = ""


_ID = "[0-9a-f-]{32,36}"
OTHERS = (
    *(Shot(name, "market", path) for name, path in (("sign-in", "/masuk"), ("sign-up", "/daftar"))),
    Shot("feed", "social", "/"),
    Shot("video", "social", "/", rf"/v/{_ID}"),
    Shot("creator", "social", "/", r"/@[a-z0-9._]+"),
    Shot("sheet", "social", "/", rf"/ke-toko/{_ID}/{_ID}"),
    Shot("hand-off", "social", "/", rf"/ke-toko/{_ID}/{_ID}", press="/ke-toko/"),
    Shot("social-sign-in", "social", "/masuk"),
    Shot("studio", "social", "/studio", who=Part.CREATOR),
    Shot("studio-upload", "social", "/studio/unggah", who=Part.CREATOR),
    Shot("studio-video", "social", "/studio", rf"/studio/video/{_ID}", who=Part.CREATOR),
    Shot("studio-showcase", "social", "/studio/etalase", who=Part.CREATOR),
    Shot("studio-earnings", "social", "/studio/pendapatan", who=Part.CREATOR),
    Shot("studio-profile", "social", "/studio/profil", who=Part.CREATOR),
    Shot("basket", "market", "/keranjang", who=Part.SHOPPER),
    Shot("checkout", "market", "/checkout", who=Part.SHOPPER),
    Shot("pay", "market", "/pesanan?status=belum-bayar", rf"/bayar/{_ID}", who=Part.SHOPPER),
    Shot("orders", "market", "/pesanan", who=Part.SHOPPER),
    Shot("order", "market", "/pesanan?status=selesai", rf"/pesanan/{_ID}", who=Part.SHOPPER),
    Shot("consents", "market", "/akun/izin", who=Part.SHOPPER),
    Shot("seller", "market", "/penjual", who=Part.SELLER),
    Shot("seller-orders", "market", "/penjual/pesanan", who=Part.SELLER),
    Shot("seller-order", "market", "/penjual/pesanan", rf"/penjual/pesanan/{_ID}", who=Part.SELLER),
    Shot("seller-balance", "market", "/penjual/saldo", who=Part.SELLER),
    Shot("seller-products", "market", "/penjual/produk", who=Part.SELLER),
    Shot("cockpit", "market", "/operations", who=Part.OPERATOR),
    Shot("merge", "market", "/operations/merge", who=Part.OPERATOR),
    Shot("operator-trial", "market", "/operations/trial", who=Part.OPERATOR),
    Shot("operator-findings", "market", "/operations/findings", who=Part.OPERATOR),
    Shot("trial", "market", "/pengawas", who=Part.REGULATOR),
    Shot("findings", "market", "/pengawas/temuan", who=Part.REGULATOR),
    Shot("finding", "market", "/pengawas/temuan", rf"/pengawas/temuan/{_ID}", who=Part.REGULATOR),
    Shot("flows", "market", "/pengawas/alur", who=Part.REGULATOR),
    Shot("ledger", "market", "/pengawas/buku-besar", who=Part.REGULATOR),
    Shot("evidence", "market", "/pengawas/bukti", who=Part.REGULATOR),
)


@contextmanager
def served() -> Generator[Sites]:
    """The demo's sites on free ports, for as long as the block runs."""
    padu = Path(sys.executable).with_name("padu")
    if subprocess.run([padu, "demo", "--no-serve"], cwd=ROOT, check=False).returncode != 0:  # noqa: S603 - our own program
        sys.exit("the demo failed; its message is above")
    ports = free_ports(4)
    sites = Sites(f"http://shop.localhost:{ports[0]}", f"http://social.localhost:{ports[1]}")
    environment = {
        **os.environ,
        "PADU_MARKET_PORT": str(ports[0]),
        "PADU_SOCIAL_PORT": str(ports[1]),
        "PADU_MARKET_PUBLIC_URL": sites.market,
        "PADU_SOCIAL_PUBLIC_URL": sites.social,
        "PADU_MARKET_EXCHANGE_URL": f"http://127.0.0.1:{ports[0]}",
        "PADU_PAYMENTS_URL": f"http://127.0.0.1:{ports[2]}",
        "PADU_COURIERS_URL": f"http://127.0.0.1:{ports[3]}",
    }
    process = subprocess.Popen([padu, "demo"], cwd=ROOT, env=environment)  # noqa: S603 - our own program
    try:
        for port in ports[:2]:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield sites
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C: it ends the sites before itself
        process.wait(timeout=60)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the site answers; two minutes at most."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    sys.exit("the demo did not answer; its message is above")


def ask(address: str) -> dict[str, Any]:
    """A page's view as JSON."""
    # Python's resolver does not know the names below localhost that browsers know.
    host = re.sub(r"//[\w.]+\.localhost", "//127.0.0.1", address)
    request = urllib.request.Request(host, headers={"Accept": "application/json"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        return json.load(answer)


def products(url: str) -> list[dict[str, Any]]:
    """A few products of the market, as their pages see them."""
    home = ask(url)
    cards = [*home["loved"], *home["grid"]["cards"]]
    # Shops of the social app name the variants of shoes, bags and shirts.
    for category in ("sepatu-tas", "fashion-pria"):
        for order in ("terbaru", "termahal"):
            cards += ask(f"{url}/kategori/{category}?kanal=tiktok_shop&urut={order}")["grid"]["cards"]
    if not cards:
        sys.exit(f"the market at {url} holds nothing yet: run `padu demo --no-serve` first")
    return [ask(url + card["path"]) for card in cards]


def market_shots(views: list[dict[str, Any]]) -> list[Shot]:
    """The market's pages for everybody; the product is one with variants and reviews, the shop its seller."""
    product = max(views, key=lambda view: (len(view["choices"]) > 1, view["reviews"]["count"], view["stock"]))["path"]
    pages = {
        "home": "/",
        "category": "/kategori/fashion-pria",
        "filtered": "/kategori/kopi-teh?urut=termurah&min=10.000&maks=90.000&kondisi=baru",
        "search": "/cari?q=batik",
        "nothing-found": "/cari?q=xyzzy",
        "product": product,
        "shop": product.rsplit("/", 1)[0],
        "missing": "/halaman/yang-tidak-ada",
    }
    return [Shot(name, "market", path) for name, path in pages.items()]


class Photographer:
    """Opens pages as whoever they are for; everybody signs in once."""

    def __init__(self, browser: Browser, sites: Sites, people: People) -> None:
        self._browser = browser
        self._sites = sites
        self._people = people
        self._states: dict[Part, StorageState] = {}

    def go_shopping(self, views: list[dict[str, Any]]) -> None:
        """The shopper has things of two shops in the basket and a purchase to pay; what is there already is left so."""
        market = self._sites.market
        by_shop = {view["shop_id"]: view["path"] for view in views if view["stock"] and view["shop"]["status"] == "open"}
        context = self._browser.new_context(locale="id-ID", storage_state=self._state(Part.SHOPPER))
        page = context.new_page()
        page.goto(market + "/keranjang")
        for path in [*by_shop.values()][:2] if not page.locator("form[action='/keranjang/ubah']").count() else ():
            page.goto(market + path)
            page.locator("form[action='/keranjang/tambah'] button:not([name])").click()
        page.goto(market + "/pesanan?status=belum-bayar")
        if not page.locator("a[href^='/bayar/']").count():
            page.goto(market + [*by_shop.values()][-1])
            page.locator("form[action='/keranjang/tambah'] button[name=lalu]").click()
            page.locator("input[name=metode][value=qris]").check()
            page.wait_for_load_state("networkidle")  # the total is asked for anew
            page.locator("#checkout button.btn-primary").click()
            page.wait_for_url(market + "/bayar/*")
        context.close()

    def photograph(self, shots: list[Shot], theme: str, width: int) -> None:
        """All pages at one width in one theme; the whole page as a reader would scroll it, and its first screen."""
        height = 800 if width < 500 else 1000
        for who in dict.fromkeys(shot.who for shot in shots):
            context = self._browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                locale="id-ID",
                storage_state=self._state(who) if who else None,
            )
            page = context.new_page()
            for shot in shots:
                if shot.who == who:
                    self._open(page, shot)
                    page.screenshot(path=FOLDER / f"{shot.name}-{width}-{theme}.png", full_page=True)
                    page.screenshot(path=FOLDER / f"{shot.name}-{width}-{theme}-first.png")
            context.close()

    def _open(self, page: Page, shot: Shot) -> None:
        url = getattr(self._sites, shot.site)
        page.goto(url + shot.path, wait_until="load")
        if shot.link:
            hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map((link) => link.getAttribute('href'))")
            found = next((href for href in hrefs if re.fullmatch(shot.link, href.split("?")[0])), None)
            if found is None:
                sys.exit(f"{url}{shot.path} has no link to {shot.link}, which {shot.name} is a picture of")
            page.goto(url + found, wait_until="load")
        if shot.press:
            with page.expect_navigation(wait_until="load"):
                page.locator(f"form[action^='{shot.press}'] button").first.click()
        # Pictures below the fold are fetched when they come near: go there once. A video may load for as long as it likes.
        page.evaluate(SCROLL_THROUGH)
        with contextlib.suppress(PlaywrightTimeout):
            page.wait_for_load_state("networkidle", timeout=5000)
        page.evaluate("scrollTo(0, 0)")

    def _state(self, who: Part) -> StorageState:
        if who not in self._states:
            self._states[who] = self._sign_in(getattr(self._people, who.value))
        return self._states[who]

    def _sign_in(self, person: Person) -> StorageState:
        context = self._browser.new_context(locale="id-ID")
        page = context.new_page()
        page.goto((self._sites.social if person.part is Part.CREATOR else self._sites.market) + "/masuk")
        page.fill("input[name=login]", person.login)
        page.fill("input[name=password]", person.password)
        page.click("form[action='/masuk'] button")
        if page.url.split("?")[0].endswith("/masuk/kode"):
            page.fill("input[name=code]", person.code_at(dt.datetime.now(tz=dt.UTC)) or "")
            page.click("form[action='/masuk/kode'] button")
        if "/masuk" in page.url:
            sys.exit(f"{person.login} could not sign in: see {page.url}")
        state = context.storage_state()
        context.close()
        return state


def renew_documents(only: list[str]) -> None:
    """The documents' few pictures, of the pages that were taken just now: the first screen."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for file, (name, width, theme) in IN_DOCS.items():
        if only and name not in only:
            continue
        with Image.open(FOLDER / f"{name}-{width}-{theme}-first.png") as picture:
            picture.convert("RGB").save(DOCS / file, optimize=True)


def main() -> None:
    """Serve if need be, photograph, say where it all lies."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--market", help="a market that is being served already, such as http://shop.localhost:8000")
    parser.add_argument("--social", help="its social side, such as http://social.localhost:8001")
    parser.add_argument("--docs", action="store_true", help="also renew docs/pictures")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these pages only")
    wanted = parser.parse_args()
    chromium = browser_path()
    FOLDER.mkdir(exist_ok=True)
    if wanted.market and wanted.social:
        take_all(chromium, Sites(wanted.market.rstrip("/"), wanted.social.rstrip("/")), wanted.only)
    else:
        with served() as sites:
            take_all(chromium, sites, wanted.only)
    if wanted.docs:
        renew_documents(wanted.only)
    print(f"pictures: {len(list(FOLDER.glob('*.png')))} in {FOLDER}")


def take_all(chromium: str, sites: Sites, only: list[str]) -> None:
    """Every page, every width, both themes."""
    people = people_of(read_settings(os.environ, is_root=os.geteuid() == 0).home)
    views = products(sites.market)
    shots = [shot for shot in [*market_shots(views), *OTHERS] if not only or shot.name in only]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        photographer = Photographer(browser, sites, people)
        if any(shot.who is Part.SHOPPER for shot in shots):
            photographer.go_shopping(views)
        for theme in THEMES:
            for width in WIDTHS:
                photographer.photograph(shots, theme, width)
        browser.close()


if __name__ == "__main__":
    main()
