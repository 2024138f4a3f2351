"""People's real browsers: everything a page complains of is kept, and every page that is looked at must let everybody through."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from padu.demo.people import Person

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 40.0
# A phone as small as they are sold, touched; and a desk.
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}

_TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# Goes through a page as the Tab key does; names what then cannot be seen at all, or not be pressed in its middle, for what lies over it.
_COVERED = """() => {
    const covered = [];
    const hit = (each, line, across, down) => {
        const found = document.elementFromPoint(line.left + line.width * across, line.top + line.height * down);
        return found && (each.contains(found) || found.closest("label")?.control === each) ? null : `${found?.outerHTML.slice(0, 80)}`;
    };
    // Text that is broken over lines has a hole in its middle; its first line has none.
    const line = (each) => each.getClientRects()[0];
    for (const each of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
        if (!each.checkVisibility({visibilityProperty: true}) || each.disabled || each.closest("[inert]")) continue;
        each.focus({focusVisible: true});
        const room = line(each);
        if (!room || room.width < 2 || room.height < 2) continue;  // there for screen readers only
        const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
        const unseen = points.every(([across, down]) => hit(each, room, across, down));
        each.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
        const over = hit(each, line(each), 0.5, 0.5);
        if (unseen || over) covered.push(`${each.outerHTML.slice(0, 120)} ${unseen ? "is focused unseen" : "lies"} under ${over}`);
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return covered;
}"""


@dataclass
class Seen:
    """What all browsers saw: how often each page was looked at, complaints, and what shuts somebody out."""

    pages: Counter[str] = field(default_factory=Counter[str])
    complaints: list[str] = field(default_factory=list[str])
    barriers: list[str] = field(default_factory=list[str])
    seconds: float = 0.0


class Somebody:
    """One person in one browser. Complaints and barriers are gathered, so that one run tells all of them."""

    def __init__(self, name: str, context: BrowserContext, seen: Seen, *, scripted: bool) -> None:
        self.name = name
        self.context = context
        self._scripted = scripted
        self.seen = seen
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("page", self._listen)
        self.page = context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("console", lambda said: self._complain(page, said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self._complain(page, str(error)))

    def _complain(self, page: Page, what: str) -> None:
        self.seen.complaints.append(f"{self.name} at {urlsplit(page.url).path}: {what}")

    def open(self, address: str) -> Page:
        """Go to an address as if typed, and look."""
        self.page.goto(address)
        return self.look()

    def press(self, selector: str) -> Page:
        """Press what matches first, as this device does, and look at the page that comes."""
        place = self.page.locator(selector).first
        with self.page.expect_navigation():
            self._touch(place)
        return self.look()

    def _touch(self, place: Any) -> None:  # noqa: ANN401 - a Playwright locator
        if self.page.evaluate("navigator.maxTouchPoints"):
            place.tap()
        else:
            place.click()

    def look(self, page: Page | None = None) -> Page:
        """Nothing reaches out of the window or lies over what can be pressed; axe finds nothing serious, in the light and in the dark."""
        page = page or self.page
        begun = time.perf_counter()
        path = urlsplit(page.url).path
        self.seen.pages[f"{self.name} {path}"] += 1
        width = page.viewport_size["width"] if page.viewport_size else 0
        barriers: list[str] = []
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            barriers.append(f"{needed} pixels wide")
        barriers += page.evaluate(_COVERED)
        if self._scripted:
            page.evaluate(AXE.read_text())
            barriers += _ask_axe(page, "")
            page.emulate_media(color_scheme="dark")
            barriers += [f"in the dark, {each}" for each in _ask_axe(page, "runOnly: ['color-contrast'],")]
            page.emulate_media(color_scheme="light")
        self.seen.barriers += [f"{self.name} at {path}: {barrier}" for barrier in barriers]
        self.seen.seconds += time.perf_counter() - begun
        return page

    def wait(self, holds: Callable[[], Any], what: str, *, reload: bool = False) -> Any:  # noqa: ANN401 - whatever it looks for
        """Until there is something; with `reload` the page is asked for again each time, as somebody impatient does."""
        until = time.monotonic() + PATIENCE
        while not (found := holds()):
            assert time.monotonic() < until, f"{self.name} waited in vain for {what} at {self.page.url}"
            if reload:
                self.page.reload()
            self.page.wait_for_timeout(150)
        return found

    def sign_in(self, person: Person) -> Page:
        """Fill in the sign-in page that is open, and the code's after it; look at what one comes to."""
        self.page.locator("#f-login").fill(person.login)
        self.page.locator("#f-password").fill(person.password)
        self.press('form[action="/masuk"] button')
        if urlsplit(self.page.url).path == "/masuk/kode":
            used = ""
            while urlsplit(self.page.url).path == "/masuk/kode":
                # A code opens once only; who was here a moment ago waits for the next.
                code = self.wait(lambda used=used: _fresh_code(person, used), "the next code")
                self.page.locator("#f-code").fill(code)
                used = code
                self.press('form[action="/masuk/kode"] button')
        expect(self.page.locator("details.account-menu, header details").first).to_be_visible()
        return self.page


def _ask_axe(page: Page, options: str) -> list[str]:
    """What axe calls serious or critical, with the first places."""
    found = page.evaluate(f"axe.run(document, {{{options} resultTypes: ['violations'], preload: false}})")["violations"]
    serious = [each for each in found if each["impact"] in {"serious", "critical"}]
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']][:3]}" for each in serious]


def _fresh_code(person: Person, used: str) -> str:
    code = person.code_at(dt.datetime.now(tz=dt.UTC)) or ""
    return "" if code == used else code


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; as root it has no sandbox of its own to be in."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


def somebody(browser: Browser, seen: Seen, name: str, device: dict[str, Any], **options: Any) -> Somebody:  # noqa: ANN401 - Playwright's own
    """A browser of one's own: no cookie of anybody else's. Without JavaScript axe is not asked: it needs it."""
    context = browser.new_context(**{"locale": "id-ID", "reduced_motion": "reduce", **device, **options})
    return Somebody(name, context, seen, scripted=options.get("java_script_enabled", True))
