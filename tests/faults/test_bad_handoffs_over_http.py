"""Used, changed, forged, cut and overdue hand-offs at the market's own page: each is told why, and uses up nothing."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.faults.breakable_world import BreakableWorld

from padu.demo.journey import Browser, Page
from padu.entry.door_keys import social_keys
from padu.exchange.register import HANDOFF
from padu.kernel.ids import new_id
from padu.platform.signing import SigningKey, make_signing_key, sign_message

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("breakable")]

_CONFIRMED = "select count(*) from exchange.handoff"
_LAST = "select outcome, fields from exchange.crossing where flow = 'handoff' and direction = 'in' order by at desc limit 1"


def cross(world: BreakableWorld, browser: Browser) -> Page:
    """The market's page that a video's card leads to."""
    feed = browser.open(f"{world.sites.social}/")
    sheet = browser.follow(feed, feed.find_link(r"/ke-toko/[^/]+/[^/]+", why="tap a card"))
    return browser.submit(sheet, sheet.find_form(r"/ke-toko/.*", why="go"))


def made(world: BreakableWorld, key: SigningKey, age: dt.timedelta) -> str:
    """A hand-off as the social side writes it, of another age or by another hand."""
    then = (dt.datetime.now(dt.UTC) - age).replace(microsecond=0)
    lives, number = dt.timedelta(minutes=10), str(new_id())
    times = {"issued_at": f"{then:%Y-%m-%dT%H:%M:%SZ}", "expires_at": f"{then + lives:%Y-%m-%dT%H:%M:%SZ}"}
    listing = str(world.staged.cast.goods[0].listing_id)
    body = {"handoff_id": number, "listing_id": listing, "creator_id": str(new_id()), "surface": "video", **times}
    return sign_message(key, HANDOFF, body, message_id=number, now=then, lives_for=lives)


def test_every_bad_handoff_is_told_why_and_recorded(world: BreakableWorld) -> None:
    with world.browser() as viewer:
        arrived = cross(world, viewer)
        (token,) = parse_qs(urlsplit(arrived.url).query)["t"]
        done = viewer.submit(arrived, arrived.find_form("/serah-terima", why="go on"))
        assert done.path.startswith("/toko/")
    head, body, signature = token.split(".")
    own = social_keys(world.settings).own
    changed = body[:40] + ("A" if body[40] != "A" else "B") + body[41:]
    cases = (
        (token, 410, "sudah pernah dipakai", "handoff.replayed"),
        (f"{head}.{changed}.{signature}", 403, "tidak dibuat oleh aplikasi sosial yang kami kenal", "handoff.forged"),
        (made(world, make_signing_key(), dt.timedelta()), 403, "tidak dibuat oleh aplikasi sosial yang kami kenal", "handoff.forged"),
        (made(world, own, dt.timedelta(minutes=11)), 410, "Sepuluh menitnya sudah lewat", "handoff.expired"),
        (made(world, own, -dt.timedelta(minutes=5)), 403, "tidak sama", "handoff.not_yet"),
        (token[:-30], 403, "terpotong", "handoff.unreadable"),
        (f"{head}.{body}", 403, "terpotong", "handoff.unreadable"),
        ("", 403, "terpotong", "handoff.unreadable"),
    )
    before = world.count("market", _CONFIRMED)
    for text, status, said, outcome in cases:
        answer = world.get("market", "/serah-terima", params={"t": text})
        assert (answer.status_code, said in answer.text) == (status, True), outcome
        (last,) = world.rows("market", _LAST)
        assert (last["outcome"], last["fields"]) == (outcome, [])
    assert world.count("market", _CONFIRMED) == before


def test_of_two_confirmations_at_once_one_counts_and_looking_uses_nothing_up(world: BreakableWorld) -> None:
    with world.browser() as viewer:
        arrived = cross(world, viewer)
        before = world.count("market", _CONFIRMED)
        for _ in range(3):
            assert viewer.open(arrived.url).forms("/serah-terima")
        form = arrived.find_form("/serah-terima", why="go on")
        first = viewer.submit(arrived, form)
        again = viewer.submit(arrived, form, refusals=frozenset({410}))
        assert first.path.startswith("/toko/")
        assert again.status == 410
        assert "sudah pernah dipakai" in again.read.words
        assert world.count("market", _CONFIRMED) == before + 1
