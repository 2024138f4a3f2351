"""The shopper's part: from the video over the door to two paid orders, and at the end the parcels received."""

from __future__ import annotations

import re
from collections.abc import Sequence

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.outside import Outside
from padu.demo.journey.read_page import Button, Form, Link
from padu.demo.journey.sign_in import sign_in
from padu.demo.journey.types import Bought, JourneyError, Sites, Sought
from padu.demo.people import Person

_SHEET = r"/ke-toko/([^/?]+)/([^/?]+)"
_ORDER = r"/pesanan/([0-9a-f-]{32,36})"
_PUT = "/keranjang/tambah"
_CHANGE = "/keranjang/ubah"
_BANK = r"/sandbox/pay/[^/?]+"
_QRIS = re.compile(r"000201[0-9A-Za-z .-]+6304[0-9A-F]{4}")
_RUPIAH = re.compile(r"Rp\s?(\d{1,3}(?:\.\d{3})*)")
_REFUSED = frozenset({409, 422})
_MOST_TRIES = 3

ADDRESS = {
    "recipient": "Sari Wulandari",
    "phone": "081234567890",
    "street": "Jl. Kenanga No. 12",
    "district": "Coblong",
    "city": "Kota Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
    "label": "Rumah",
}


class Shopper:
    """One person in one browser; every method is a step or two of the journey."""

    def __init__(self, browser: Browser, sites: Sites, journal: Journal) -> None:
        self._browser = browser
        self._sites = sites
        self._journal = journal

    def watch(self, creator: Person) -> Page:
        """Scroll through the feed to a video of this creator that shows a product; its card's sheet."""
        with self._journal.step("feed") as told:
            feed = self._browser.open(f"{self._sites.social}/")
            feed.find_link(_SHEET, why="tap a product's card")
            found = _card_of(feed, creator)
            pages = 1
            while found is None:
                following = feed.find_link(r"/\?setelah=.*", why=f"find a video of @{creator.handle} that shows a product")
                feed, pages = self._browser.follow(feed, following), pages + 1
                found = _card_of(feed, creator)
            told.append(f"page {pages}")
        with self._journal.step("card"):
            return self._browser.follow(feed, found)

    def cross(self, sheet: Page, person: Person) -> Page:
        """Go through the door, sign in at the market, and agree that the creator is credited; the product's page."""
        with self._journal.step("hand-off"):
            form = sheet.find_form(re.escape(sheet.path), why="go to the shop")
            arrived = self._browser.submit(sheet, form)
            if not arrived.url.startswith(f"{self._sites.market}/serah-terima"):
                raise JourneyError("demo.journey_missing", f"the door led to {arrived.url}, not to the market's /serah-terima")
        with self._journal.step("sign in at the market"):
            asked = self._browser.follow(arrived, arrived.find_link(r"/masuk\?lanjut=.*", why="sign in and come back"))
            arrived = sign_in(self._browser, asked, person, self._journal)
        with self._journal.step("confirm the hand-off"):
            form = arrived.find_form("/serah-terima", why="confirm the hand-off")
            return self._browser.submit(arrived, form, {"attribution": "yes"})

    def take_two(self, product: Page, sought: Sequence[Sought]) -> Page:
        """Put the product and one of another shop into the basket; the basket."""
        with self._journal.step("product") as told:
            shop = _shop_of(product.path)
            told.append(product.read.title)
            product = self._chosen(product)
        with self._journal.step("basket"):
            self._clear()
            self._put(product)
        wanted = next((each for each in sought if each.shop != shop), None)
        if wanted is None:
            raise JourneyError("demo.journey_missing", f"nothing was named that another shop than {shop} sells")
        with self._journal.step("search"):
            found = self._search(wanted)
        with self._journal.step("second product") as told:
            page = self._chosen(self._browser.follow(*found))
            told.append(page.read.title)
            return self._put(page)

    def buy(self, basket: Page, outside: Outside) -> Bought:
        """Give an address unless one is known, choose couriers and QRIS, pay at the bank, and see that it was seen."""
        with self._journal.step("address"):
            if basket.path != "/keranjang":
                basket = self._browser.open(f"{self._sites.market}/keranjang", came_from=basket)
            checkout = self._browser.open(f"{self._sites.market}/checkout", came_from=basket)
            if not any("alamat" in form.names() for form in checkout.forms("/checkout")):
                form = checkout.find_form("/checkout/alamat", why="give an address")
                checkout = self._browser.submit(checkout, form, ADDRESS)
        with self._journal.step("checkout"):
            bill = self._place(checkout)
        purchase = bill.path.removeprefix("/bayar/")
        with self._journal.step("pay") as told:
            bill = self._journal.wait_for("the way to pay", lambda: self._payable(bill))
            amounts = rupiah_in(bill.read.words)
            told.append(f"Rp{max(amounts, default=0):,}".replace(",", "."))
            self._pay(bill, outside)
        with self._journal.step("paid"):
            listed = self._journal.wait_for("the payment", lambda: self._paid(bill))
        found = (re.fullmatch(_ORDER, link.href) for link in listed.links(_ORDER))
        orders = tuple(dict.fromkeys(match[1] for match in found if match))
        if not orders:
            raise JourneyError("demo.journey_missing", "the list of what was just paid names no order", where=listed.url)
        return Bought(purchase=purchase, orders=orders, paid=max(amounts, default=0))

    def receive(self, orders: Sequence[str]) -> None:
        """Wait for the parcels, say that they came, and see the orders completed."""
        pages: list[Page] = []
        with self._journal.step("delivered"):
            pages += [self._journal.wait_for(f"the parcel of {each}", lambda each=each: self._arrived(each)) for each in orders]
        with self._journal.step("received"):
            for page in pages:
                self._browser.submit(page, page.find_form(f"{_ORDER}/terima", why="say that it came"))
        with self._journal.step("completed"):
            for each in orders:
                self._journal.wait_for(f"the end of {each}", lambda each=each: self._completed(each))

    def _chosen(self, product: Page) -> Page:
        """The page with a variant chosen: the first, where one has to be before it can be bought."""
        if not product.forms(_PUT) and (variants := product.links(r"/toko/.+[?&]varian=.+")):
            return self._browser.follow(product, variants[0])
        return product

    def _clear(self) -> None:
        """Take out what somebody who tried this account left in its basket: other shops' sellers would have to send it."""
        basket = self._browser.open(f"{self._sites.market}/keranjang")
        while removal := _removal_of(basket):
            form, button = removal
            basket = self._browser.submit(basket, form, press=button)

    def _put(self, product: Page) -> Page:
        return self._browser.submit(product, product.find_form(_PUT, why="put it into the basket"))

    def _search(self, wanted: Sought) -> tuple[Page, Link]:
        front = self._browser.open(f"{self._sites.market}/")
        results = self._browser.submit(front, front.find_form("/cari", why="search"), {"q": wanted.words})
        return results, results.find_link(rf"/toko/{re.escape(wanted.shop)}/.+", why=f"find {wanted.words!r} of {wanted.shop}")

    def _place(self, checkout: Page) -> Page:
        """Choose and place; where choosing a courier changed the total, the page says so and is sent again."""
        for _ in range(_MOST_TRIES):
            form = checkout.find_form("/checkout", why="place the orders")
            button = next((each for each in form.buttons if each.name != "aksi"), None)
            checkout = self._browser.submit(checkout, form, choices_of(form), press=button, refusals=_REFUSED)
            if checkout.path.startswith("/bayar/"):
                return checkout
        said = checkout.read.words[:500]
        raise JourneyError("demo.journey_missing", f"placing the orders never led to paying: {said}", where=checkout.url)

    def _order(self, order: str) -> Page:
        return self._browser.open(f"{self._sites.market}/pesanan/{order}")

    def _arrived(self, order: str) -> Page | None:
        page = self._order(order)
        return page if page.forms(f"{_ORDER}/terima") else None

    def _payable(self, bill: Page) -> Page | None:
        page = self._browser.open(bill.url)
        return page if page.links(_BANK) or _code_of(page) else None

    def _pay(self, bill: Page, outside: Outside) -> None:
        """At the bank's page where the bill leads there, else by holding the bank's app before the code."""
        for link in bill.links(_BANK)[:1]:
            bank = self._browser.follow(bill, link)
            self._browser.submit(bank, bank.find_form(_BANK, why="pay at the bank"))
            return
        outside.scan(_code_of(bill) or "")

    def _paid(self, bill: Page) -> Page | None:
        """Whoever has paid is led to the orders."""
        page = self._browser.open(bill.url)
        return page if page.path == "/pesanan" else None

    def _completed(self, order: str) -> Page | None:
        page = self._browser.open(f"{self._sites.market}/pesanan?status=selesai")
        return page if page.links(f"/pesanan/{order}") else None


def _card_of(feed: Page, creator: Person) -> Link | None:
    """The first card that stands after a link to this creator and before one to another."""
    handle = ""
    for link in feed.read.links:
        if found := re.fullmatch(r"/@([^/?]+)", link.href):
            handle = found[1]
        elif handle == creator.handle and re.fullmatch(_SHEET, link.href):
            return link
    return None


def _removal_of(basket: Page) -> tuple[Form, Button] | None:
    """The first button that takes something out."""
    found = ((form, button) for form in basket.forms(_CHANGE) for button in form.buttons)
    return next((pair for pair in found if (pair[1].name, pair[1].value) == ("quantity", "0")), None)


def _code_of(page: Page) -> str | None:
    found = _QRIS.search(page.content.decode("utf-8", "replace"))
    return found[0] if found else None


def rupiah_in(words: str) -> list[int]:
    """Every amount that a text names, as `Rp25.000`."""
    return [int(found[1].replace(".", "")) for found in _RUPIAH.finditer(words)]


def _shop_of(path: str) -> str:
    found = re.fullmatch(r"/toko/([^/]+)/.+", path)
    if found is None:
        raise JourneyError("demo.journey_missing", f"the hand-off led to {path}, not to a product's page")
    return found[1]


def choices_of(form: Form) -> dict[str, str]:
    """QRIS where it can be chosen, and the first of every choice that nothing was chosen of."""
    chosen: dict[str, str] = {}
    for control in form.controls:
        if control.kind in {"radio", "select"} and "qris" in (control.value, *control.options):
            chosen[control.name] = "qris"
        elif control.kind == "radio" and form.value_of(control.name) is None:
            chosen.setdefault(control.name, control.value)
    return chosen
