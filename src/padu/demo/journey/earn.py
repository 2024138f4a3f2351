"""The creator's part: see what a video brought."""

from __future__ import annotations

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.shop import rupiah_in
from padu.demo.journey.sign_in import sign_in
from padu.demo.journey.types import Sites
from padu.demo.people import Person


class Creator:
    """One person in one browser on the social side."""

    def __init__(self, browser: Browser, sites: Sites, journal: Journal) -> None:
        self._browser = browser
        self._sites = sites
        self._journal = journal

    def sign_in(self, person: Person) -> int:
        """Come to the earnings; what they are so far, in rupiah."""
        with self._journal.step("creator signs in"):
            asked = self._browser.open(f"{self._sites.social}/studio/pendapatan")
            return _total(sign_in(self._browser, asked, person, self._journal))

    def credited(self, before: int) -> int:
        """Wait until the earnings are more than they were; by how much, in rupiah."""
        with self._journal.step("creator credited") as told:
            more = self._journal.wait_for("the creator's credit", lambda: self._more(before))
            told.append(f"Rp{more:,}".replace(",", "."))
            return more

    def _more(self, before: int) -> int | None:
        total = _total(self._browser.open(f"{self._sites.social}/studio/pendapatan"))
        return total - before if total > before else None


def _total(page: Page) -> int:
    """The page says the whole first."""
    return next(iter(rupiah_in(page.read.words)), 0)
