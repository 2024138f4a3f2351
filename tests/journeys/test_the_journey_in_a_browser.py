"""The journey in real browsers, against programs of their own: everybody gets through, no page complains, nothing shuts anybody out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.journeys.conftest import Demonstrated
from tests.journeys.watched_pages import CHROMIUM, DESK, PHONE, Seen, Somebody, chromium, somebody
from tests.running_world import World, running_world

from padu.demo.journey import Outside
from padu.kernel.ids import new_id

ADDRESS = {
    "recipient": "Sari Wulandari",
    "phone": "081234567890",
    "street": "Jl. Kenanga No. 12",
    "district": "Coblong",
    "city": "Kota Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
    "label": "Rumah nenek",
}
MARK = "window.stillHere = true"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt-get install chromium`, or run tools/install_system_packages as root"),
]


@pytest.fixture(scope="module")
def world(demonstrated: Demonstrated) -> Iterator[World]:
    """The demonstrated world's sites, workers and sandboxes."""
    with running_world(demonstrated.settings) as running:
        yield running


@pytest.fixture(scope="module")
def outside(world: World) -> Outside:
    """The couriers that bring the parcels."""
    return Outside(world.settings.payments_url, world.settings.couriers_url)


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    """After the world, which cannot be staged beside Playwright's own event loop."""
    del world
    with chromium() as launched:
        yield launched


@pytest.fixture
def seen() -> Iterator[Seen]:
    """What all browsers of a test saw; complaints and barriers fail it at its end, all at once."""
    gathered = Seen()
    yield gathered
    assert gathered.complaints == []
    assert gathered.barriers == []


def test_everybody_gets_through_the_journey(world: World, outside: Outside, browser: Browser, seen: Seen, tmp_path: Path) -> None:
    people = world.staged.people
    creator = somebody(browser, seen, "creator", PHONE)
    creator.open(f"{world.social}/studio/pendapatan")
    before = earned(creator.sign_in(people.creator))
    phone = somebody(browser, seen, "shopper", PHONE)
    watch(phone, world)
    cross(phone, world)
    shop = choose_and_put(phone)
    put_another(phone, world, shop)
    one_more(phone)
    orders = pay(phone, check_out(phone))
    desk = somebody(browser, seen, "seller", DESK)
    for parcel in send(desk, world, orders, outside):
        outside.deliver(parcel)
    for order in orders:
        receive(phone, world, order)
    phone.open(f"{world.market}/akun/izin")
    creator.wait(lambda: earned(creator.page) > before, "the credit", reload=True)
    creator.look()
    operate(somebody(browser, seen, "operator", DESK), world)
    oversee(somebody(browser, seen, "regulator", DESK), world, tmp_path)


def test_somebody_without_javascript_pays_too(world: World, browser: Browser, seen: Seen) -> None:
    phone = somebody(browser, seen, "newcomer", PHONE, java_script_enabled=False)
    phone.open(world.social)
    clip = clip_of(phone.page, world)
    expect(clip.locator("video")).to_have_attribute("controls", "")
    phone.press(f'article.clip:has(a[href="/@{world.staged.people.creator.handle}"]) a.clip-card')
    phone.press('form[action^="/ke-toko/"] button')
    phone.press('main a[href^="/masuk"]')
    phone.press('main a[href^="/daftar"]')
    for name, value in {"login": f"baru.{new_id().hex[:12]}", "display_name": "Wati", "password": "layang layang ungu"}.items():
        phone.page.locator(f"#f-{name}").fill(value)
    phone.press('form[action="/daftar"] button')
    phone.page.get_by_role("checkbox").check()
    phone.press('form[action="/serah-terima"] button')
    shop = shop_of(phone.page)
    phone.press('form[action="/keranjang/tambah"] button')
    put_another(phone, world, shop)
    phone.press('main a[href="/checkout"]')
    fill_address(phone)
    phone.page.locator("#metode-qris").check()
    place(phone)
    phone.wait(lambda: phone.page.locator("#kode-qris").count(), "the code", reload=True)
    phone.look()
    pay_at_the_bank(phone)
    phone.wait(lambda: has_paid(phone), "the payment", reload=True)
    assert phone.look().locator('main a[href^="/pesanan/"]').count() >= 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_around_the_videos_lets_everybody_through(world: World, browser: Browser, seen: Seen, theme: str) -> None:
    creator = somebody(browser, seen, f"creator in the {theme}", DESK if theme == "light" else PHONE)
    page = creator.open(f"{world.social}/masuk?theme={theme}")
    creator.sign_in(world.staged.people.creator)
    for address in ("/", f"/@{world.staged.people.creator.handle}", "/studio/unggah", "/studio/etalase", "/studio/profil", "/studio"):
        creator.open(world.social + address)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    creator.press('main a[href^="/studio/video/"]')
    creator.press('main a[href^="/v/"]')


def clip_of(page: Page, world: World) -> Locator:
    """The first video of the demo's creator."""
    handle = world.staged.people.creator.handle
    return page.locator("article.clip", has=page.locator(f'a[href="/@{handle}"]')).filter(has=page.locator("a.clip-card")).first


def watch(phone: Somebody, world: World) -> None:
    """Open the feed, swipe to a video of the creator, see it play alone, tap its basket."""
    page = phone.open(world.social)
    clip = clip_of(page, world)
    clip.scroll_into_view_if_needed()
    video = clip.locator("video")
    began = phone.wait(lambda: video.evaluate("video => !video.paused && video.currentTime"), "the video")
    phone.wait(lambda: video.evaluate("video => video.currentTime") != began, "the video to go on")
    phone.wait(lambda: page.evaluate("[...document.querySelectorAll('video')].filter((each) => !each.paused).length") == 1, "the others")
    assert video.evaluate("video => video.videoWidth") > 0
    with page.expect_navigation():
        clip.locator("a.clip-card").first.tap()
    phone.look()


def cross(phone: Somebody, world: World) -> None:
    """Read the sheet, go to the shop, sign in there, agree, and come to the product."""
    assert len(phone.page.locator("dl dt").all()) >= 5
    phone.press('form[action^="/ke-toko/"] button')
    assert phone.page.url.startswith(f"{world.market}/serah-terima")
    phone.press('main a[href^="/masuk"]')
    phone.sign_in(world.staged.people.shopper)
    phone.page.get_by_role("checkbox").check()
    phone.press('form[action="/serah-terima"] button')


def shop_of(page: Page) -> str:
    found = re.fullmatch(r"/toko/([^/]+)/.+", urlsplit(page.url).path)
    assert found is not None, page.url
    return found[1]


def choose_and_put(phone: Somebody) -> str:
    """Choose the last variant that there is, in place, and put it into the basket; its shop."""
    page = phone.page
    shop = shop_of(page)
    others = page.locator("#pilihan li a:not([aria-current]):not(.border-dashed)")
    if others.count():
        page.evaluate(MARK)
        href = others.last.get_attribute("href") or ""
        others.last.tap()
        expect(page.locator(f'#pilihan a[aria-current="true"][href="{href}"]')).to_be_visible()
        assert page.evaluate("window.stillHere")
        assert page.evaluate("document.activeElement.getAttribute('href')") == href, "the keyboard lost its place"
        phone.look()
    phone.press('form[action="/keranjang/tambah"] button')
    assert urlsplit(page.url).path == "/keranjang"
    return shop


def put_another(phone: Somebody, world: World, shop: str) -> None:
    """Search for what another shop sells, and put it in too."""
    sought = next(each for each in world.staged.cast.sought if each.shop != shop)
    phone.page.locator("#cari").fill(sought.words)
    phone.press('form[action="/cari"] button')
    phone.press(f'main a[href^="/toko/{sought.shop}/"]')
    phone.press('form[action="/keranjang/tambah"] button')
    expect(phone.page.locator('form[action="/keranjang/ubah"] input[name="quantity"]')).to_have_count(2)


def one_more(phone: Somebody) -> None:
    """Take two more of the first thing, in place, and then one fewer."""
    page = phone.page
    page.evaluate(MARK)
    count = page.locator('form[action="/keranjang/ubah"] input[name="quantity"]').first
    began = int(count.input_value())
    for step, name in ((1, "lebih"), (2, "lebih"), (1, "kurang")):
        button = page.locator(f'button[id^="{name}-"]').first
        pressed = button.get_attribute("id")
        button.tap()
        expect(count).to_have_value(str(began + step))
        assert page.evaluate("document.activeElement.id") == pressed, "the keyboard lost its place"
    assert page.evaluate("window.stillHere")


def check_out(phone: Somebody) -> int:
    """Give an address, change a courier in place, choose QRIS and order; what is to be paid."""
    page = phone.press('main a[href="/checkout"]')
    fill_address(phone)
    page.evaluate(MARK)
    couriers = page.locator('input[type="radio"][name^="kurir"]:not(:checked)')
    if couriers.count():
        total = page.locator('input[name="total"]').input_value()
        chosen = couriers.first.get_attribute("id")
        page.locator(f"label:has(#{chosen})").tap()
        expect(page.locator('input[name="total"]')).not_to_have_value(total)
        assert page.evaluate("document.activeElement.id") == chosen, "the keyboard lost its place"
    page.locator("label:has(#metode-qris)").tap()
    assert page.evaluate("window.stillHere")
    total = int(page.locator('input[name="total"]').input_value())
    place(phone)
    return total


def fill_address(phone: Somebody) -> None:
    """A new one, also where some are known."""
    page = phone.page
    if not page.locator("#a-recipient").is_visible():
        page.locator("main details > summary").first.tap()
    for name, value in ADDRESS.items():
        page.locator(f"#a-{name}").fill(value)
    phone.press('form[action="/checkout/alamat"] button')
    expect(page.locator('input[name="alamat"]:checked')).to_have_count(1)


def place(phone: Somebody) -> None:
    """Order; where the total has changed meanwhile, the page says so and is sent again."""
    for _ in range(3):
        phone.press("#checkout aside button:not([name])")
        if urlsplit(phone.page.url).path.startswith("/bayar/"):
            return
    pytest.fail(phone.page.locator("main").inner_text())


def pay(phone: Somebody, total: int) -> list[str]:
    """See the code appear, pay at the bank, and see the page notice it by itself; the orders."""
    page = phone.page
    page.evaluate(MARK)
    expect(page.locator("#kode-qris")).to_be_visible()
    assert page.evaluate("window.stillHere")
    phone.wait(lambda: page.locator("#kode-qris").evaluate("image => image.naturalWidth"), "the code's picture")
    assert rupiah(page.locator("#jumlah-bayar").inner_text()) == total
    phone.look()
    pay_at_the_bank(phone)
    page.wait_for_url("**/pesanan?*")
    phone.look()
    found = (re.fullmatch(r"/pesanan/([0-9a-f-]{32,36})", each.get_attribute("href") or "") for each in page.locator("main a").all())
    orders = list(dict.fromkeys(match[1] for match in found if match))
    assert len(orders) == 2
    return orders


def pay_at_the_bank(phone: Somebody) -> None:
    with phone.context.expect_page() as opened:
        phone.page.locator('a[href*="/sandbox/pay/"]').tap()
    bank = opened.value
    bank.get_by_role("button", name="Bayar").tap()
    expect(bank.get_by_text("settlement")).to_be_visible()
    bank.close()


def has_paid(phone: Somebody) -> bool:
    return urlsplit(phone.page.url).path == "/pesanan"


def rupiah(words: str) -> int:
    found = re.search(r"Rp\s?(\d{1,3}(?:\.\d{3})*)", words)
    return int(found[1].replace(".", "")) if found else 0


def earned(page: Page) -> int:
    """The page says the whole first."""
    return rupiah(page.locator("main").inner_text())


def send(desk: Somebody, world: World, orders: list[str], outside: Outside) -> list[str]:
    """Pack and hand over; the parcels at the couriers."""
    before = outside.parcels()
    desk.open(f"{world.market}/penjual/pesanan")
    desk.sign_in(world.staged.people.seller)
    for room in ("/penjual", "/penjual/pesanan", "/penjual/saldo", "/penjual/produk"):
        desk.press(f'nav a[href="{room}"], nav a[href^="{room}?"]')
    for order in orders:
        desk.open(f"{world.market}/penjual/pesanan/{order}")
        desk.wait(lambda: desk.page.locator('form[action$="/kemas"]').count(), "an order to pack", reload=True)
        desk.press('form[action$="/kemas"] button')
        desk.press('form[action$="/kirim"] button')
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.look()
    return desk.wait(lambda: new(outside, before, len(orders)), "the couriers")


def new(outside: Outside, before: dict[str, str], count: int) -> list[str]:
    found = [each for each in outside.parcels() if each not in before]
    return found if len(found) >= count else []


def receive(phone: Somebody, world: World, order: str) -> None:
    """Say that it came, once it did, and see the order completed."""
    phone.page.goto(f"{world.market}/pesanan/{order}")
    phone.wait(lambda: phone.page.locator("main").get_by_text("Terkirim").count() or delivered(phone), "the parcel", reload=True)
    phone.look()
    phone.press('form[action$="/terima"] button')
    phone.wait(lambda: not phone.page.locator('form[action$="/terima"]').count(), "the end", reload=True)


def delivered(phone: Somebody) -> bool:
    return phone.page.locator('form[action$="/terima"]').count() > 0


def operate(desk: Somebody, world: World) -> None:
    """The second factor, the cockpit, and every queue."""
    desk.open(f"{world.market}/operations")
    desk.sign_in(world.staged.people.operator)
    assert desk.page.locator("main a.tile").count() >= 6
    for queue in ("/operations/merge", "/operations/trial", "/operations/findings"):
        desk.press(f'header nav a[href="{queue}"]')


def oversee(desk: Somebody, world: World, folder: Path) -> None:
    """Every page of the regulators', and the evidence taken home and verified there."""
    desk.open(f"{world.market}/pengawas")
    desk.sign_in(world.staged.people.regulator)
    for name in ("temuan", "alur", "buku-besar", "bukti"):
        desk.press(f'header nav a[href="/pengawas/{name}"]')
        if name == "temuan" and desk.page.locator('main a[href^="/pengawas/temuan/"]').count():
            desk.press('main a[href^="/pengawas/temuan/"]')
    command = re.search(r"padu evidence verify \S+ --key '([^']+)'", desk.page.locator("main").inner_text())
    assert command is not None
    with desk.page.expect_download() as coming:
        desk.page.locator("main a[download].btn-primary").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    verify = [sys.executable, "-m", "padu.entry.command_line", "evidence", "verify", str(file), "--key", command[1]]
    verified = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    forged = folder / "forged.jsonl"
    forged.write_bytes(file.read_bytes().replace(b"order.", b"Order.", 1))
    assert subprocess.run([*verify[:-3], str(forged), *verify[-2:]], capture_output=True, check=False).returncode != 0
