"""The seller's part: pack what was paid and hand it to the couriers."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.outside import Outside
from padu.demo.journey.sign_in import sign_in
from padu.demo.journey.types import Sites
from padu.demo.people import Person

_LIST = r"/penjual/pesanan(\?toko=[^&]+)?"


class Seller:
    """One person in one browser, running the shops that the orders came to."""

    def __init__(self, browser: Browser, sites: Sites, journal: Journal) -> None:
        self._browser = browser
        self._sites = sites
        self._journal = journal

    def sign_in(self, person: Person) -> Page:
        """Come to the list of orders."""
        with self._journal.step("seller signs in"):
            asked = self._browser.open(f"{self._sites.market}/penjual/pesanan")
            return sign_in(self._browser, asked, person, self._journal)

    def send(self, orders: Sequence[str], outside: Outside) -> tuple[str, ...]:
        """Pack the orders and book their couriers; the parcels' numbers at the couriers."""
        before = outside.parcels()
        with self._journal.step("pack"):
            for order in orders:
                page = self._journal.wait_for(f"{order} at its seller", lambda order=order: self._to_pack(order))
                self._browser.submit(page, page.find_form(f"/penjual/pesanan/{order}/kemas", why="pack it"))
        with self._journal.step("ship"):
            for order in orders:
                page = self._order(order)
                self._browser.submit(page, page.find_form(f"/penjual/pesanan/{order}/kirim", why="hand it to the courier"))
            return self._journal.wait_for("the couriers", lambda: _new(outside, before, len(orders)))

    def see_released(self, orders: Sequence[str]) -> None:
        """See in each shop's statement that what was held for the order is the shop's now."""
        with self._journal.step("escrow released"):
            for order in orders:
                page = self._order(order)
                # The frame leads to every shop; the page's own way back stands after it and leads to this one.
                page.find_link(_LIST, why="see whose order it is")
                shop = urlsplit(page.links(_LIST)[-1].href).query
                address = f"{self._sites.market}/penjual/saldo?{shop}{'&' if shop else ''}akun=hak"
                self._journal.wait_for(f"the money of {order}", lambda order=order, address=address: self._stands(address, order))

    def _stands(self, address: str, order: str) -> Page | None:
        page = self._browser.open(address)
        return page if page.links(f"/penjual/pesanan/{order}") else None

    def _order(self, order: str) -> Page:
        return self._browser.open(f"{self._sites.market}/penjual/pesanan/{order}")

    def _to_pack(self, order: str) -> Page | None:
        page = self._order(order)
        return page if page.forms(f"/penjual/pesanan/{order}/kemas") else None


def _new(outside: Outside, before: dict[str, str], count: int) -> tuple[str, ...] | None:
    found = tuple(parcel for parcel in outside.parcels() if parcel not in before)
    return found if len(found) >= count else None
