"""The regulator's part: look at everything, take the evidence home and check it there."""

from __future__ import annotations

import io

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.sign_in import sign_in
from padu.demo.journey.types import Checked, JourneyError, Sites
from padu.demo.people import Person
from padu.oversight.evidence import EvidenceError, verify_evidence

_PAGES = (
    ("findings", "/pengawas/temuan"),
    ("flows", "/pengawas/alur"),
    ("ledger", "/pengawas/buku-besar"),
    ("checkpoint", "/pengawas/bukti"),
)

_FILE = r"/pengawas/bukti/[^/?]+"
# A signed note's public key as the page prints it, in the command that verifies.
_KEY = r"--key '([^']+)'"


class Regulator:
    """One person in one browser, with a second factor."""

    def __init__(self, browser: Browser, sites: Sites, journal: Journal) -> None:
        self._browser = browser
        self._sites = sites
        self._journal = journal

    def sign_in(self, person: Person) -> Page:
        """Come to the trial's page."""
        with self._journal.step("regulator signs in"):
            asked = self._browser.open(f"{self._sites.market}/pengawas")
            return sign_in(self._browser, asked, person, self._journal)

    def look(self, trial: Page) -> Page:
        """Open every page by its link; the last is the evidence's."""
        page = trial
        for name, path in _PAGES:
            with self._journal.step(name):
                page = self._browser.follow(trial, trial.find_link(f"{path}(\\?.*)?", why=f"look at the {name}"))
        return page

    def check(self, evidence: Page) -> Checked:
        """Download the evidence, once there is a checkpoint, and verify it offline against the key that the page names."""
        with self._journal.step("evidence") as told:
            page = self._journal.wait_for("the first checkpoint", lambda: self._signed(evidence))
            key = page.says(_KEY)
            if key is None:
                raise JourneyError(
                    "demo.journey_missing", "the page does not name the key that its checkpoints are signed with", where=page.url
                )
            file = self._browser.follow(page, page.find_link(_FILE, why="download the evidence"))
            try:
                verdict = verify_evidence(io.BytesIO(file.content), key[1])
            except EvidenceError as error:
                raise JourneyError("demo.journey_evidence", f"what was downloaded is no evidence: {error.what}", where=file.url) from error
            if verdict.faults:
                raise JourneyError("demo.journey_evidence", f"the evidence does not verify: {verdict.faults[0].what}", where=file.url)
            told.append(f"{verdict.entries} entries, {verdict.checkpoints} checkpoints")
            return Checked(verdict.entries, verdict.checkpoints, verdict.root.hex() if verdict.root else "")

    def _signed(self, evidence: Page) -> Page | None:
        page = self._browser.open(evidence.url)
        return page if page.links(_FILE) else None
