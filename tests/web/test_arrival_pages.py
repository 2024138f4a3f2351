from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from padu.exchange import cards, consent
from padu.exchange.handoff import credited_creators
from padu.exchange.register import HANDOFF, SOCIAL_KEY, list_crossings, open_door
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import catalog, sellers
from padu.platform.signing import SigningKey, load_signing_key, sign_message
from padu.platform.unit_of_work import Database, open_database

pytestmark = pytest.mark.anyio
CREATOR = UUID("018d1111-0000-7000-8000-000000000000")


@dataclass
class Arrivals:
    """The market's site behind an open door with one lent listing, a browser, and the social side's key."""

    browser: Any
    database: Database
    key: SigningKey
    clock: FixedClock
    listing_id: UUID
    open_person: Any

    def token(self, listing_id: UUID | None = None) -> str:
        handoff_id, now = str(new_id()), self.clock.now()
        body = {
            "handoff_id": handoff_id,
            "listing_id": str(listing_id or self.listing_id),
            "creator_id": str(CREATOR),
            "surface": "video",
            "issued_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "expires_at": (now + dt.timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return sign_message(self.key, HANDOFF, body, message_id=handoff_id, now=now, lives_for=dt.timedelta(minutes=10))

    def path(self, token: str) -> str:
        return f"/serah-terima?t={quote(token)}"

    async def sign_in(self, *roles: str) -> UUID:
        opened = await self.open_person(*roles, login="ani")
        answer = await self.browser.submit("/masuk", "/masuk", login="ani", password="kuda lumping biru")  # noqa: S106 - made up
        assert answer.status_code == 303, answer.text
        return opened.account_id

    async def credited(self, buyer_id: UUID) -> list[UUID]:
        async with self.database.unit_of_work() as uow:
            found = await credited_creators(uow, buyer_id, [self.listing_id], self.clock.now())
        return [each.creator_id for each in found.values()]


@pytest.fixture
async def arrivals(
    shop: Any,  # noqa: ANN401 - a conftest class
    committed_market: Any,  # noqa: ANN401 - a database's URLs
    clock: FixedClock,
    tmp_path: Path,
    open_market_person: Any,  # noqa: ANN401 - a fixture's function
) -> AsyncIterator[Arrivals]:
    home = tmp_path / "market"
    database = open_database(committed_market.app_url, clock)
    shop_id, listing_id = sellers.ShopId(new_id()), catalog.ListingId(new_id())
    listing = catalog.NewListing(
        shop_id=shop_id,
        listing_id=listing_id,
        title="Sambal Matah",
        category_slug="dapur",
        variants=(catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(25_000)),),
    )
    card = cards.CardFacts(
        listing_id=listing_id,
        title="Sambal Matah",
        price=Money(25_000),
        picture="",
        emoji="🍳",
        shop="Dapur Bu Tini",
        city="Kota Bandung",
        rating=None,
        sold=0,
        in_stock=True,
    )
    async with database.unit_of_work() as uow:
        await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name="Dapur Bu Tini", joined_at=clock.now())])
        await catalog.publish_listings(uow, [listing])
        await cards.admit_shops(uow, [shop_id])
        await cards.lend(uow, {cards.ListingKey(shop_id, listing_id): card})
        await open_door(uow, "uji coba")
    yield Arrivals(shop, database, load_signing_key(home, SOCIAL_KEY), clock, listing_id, open_market_person)
    await database.close()


async def test_an_arrival_shows_what_came_and_leads_on_without_credit(arrivals: Arrivals) -> None:
    token = arrivals.token()
    answer = await arrivals.browser.get(arrivals.path(token))
    text = html.unescape(answer.text)
    assert answer.status_code == 200
    assert "Sambal Matah" in text
    assert str(CREATOR) in text
    assert f'href="/masuk?lanjut={quote(arrivals.path(token), safe="/")}"' in text
    assert 'name="attribution"' not in text
    assert answer.headers["cache-control"] == "no-store"
    # Whatever the page leads to elsewhere hears of no address with a hand-off in it.
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    sent = await arrivals.browser.submit(arrivals.path(token), "/serah-terima")
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/toko/dapur-bu-tini/sambal-matah-{arrivals.listing_id.hex}"
    assert (await arrivals.browser.get(sent.headers["location"])).status_code == 200
    again = await arrivals.browser.get(arrivals.path(token))
    assert (again.status_code, "sudah pernah dipakai" in again.text) == (410, True)


async def test_a_shopper_who_agrees_credits_the_creator_and_can_take_it_back(arrivals: Arrivals) -> None:
    buyer = await arrivals.sign_in("shopper")
    token = arrivals.token()
    page = html.unescape((await arrivals.browser.get(arrivals.path(token))).text)
    (box,) = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert "checked" not in box
    sent = await arrivals.browser.submit(arrivals.path(token), "/serah-terima", attribution="yes")
    assert sent.status_code == 303
    assert await arrivals.credited(buyer) == [CREATOR]
    listed = html.unescape((await arrivals.browser.get("/akun/izin")).text)
    purpose = consent.purpose_of(consent.CREDIT_CREATOR)
    assert purpose.title.id in listed
    assert purpose.wording.id.split(".")[0] in listed
    (action,) = re.findall(r'action="(/akun/izin/[^"]+/cabut)"', listed)
    assert (await arrivals.browser.submit("/akun/izin", action)).status_code == 303
    assert await arrivals.credited(buyer) == []
    assert "Dicabut" in (await arrivals.browser.get("/akun/izin")).text


async def test_a_shopper_who_does_not_tick_the_box_credits_nobody(arrivals: Arrivals) -> None:
    buyer = await arrivals.sign_in("shopper")
    token = arrivals.token()
    assert (await arrivals.browser.submit(arrivals.path(token), "/serah-terima")).status_code == 303
    assert await arrivals.credited(buyer) == []
    assert "Belum ada izin" in (await arrivals.browser.get("/akun/izin")).text


async def test_what_is_refused_is_told_in_words_and_written_down(arrivals: Arrivals) -> None:
    good = arrivals.token()
    late = arrivals.token()
    for token, status, said in (
        (arrivals.token(new_id()), 404, "tidak pernah dipinjamkan"),
        (good[:-3], 403, "terpotong"),
        ("", 403, "terpotong"),
        ("x" * 7000, 403, "terpotong"),
        (good[:40] + ("A" if good[40] != "A" else "B") + good[41:], 403, "Serah terima ini tidak bisa dipakai"),
    ):
        answer = await arrivals.browser.get(arrivals.path(token))
        assert (answer.status_code, said in answer.text) == (status, True)
    arrivals.clock.advance(dt.timedelta(minutes=10))
    answer = await arrivals.browser.get(arrivals.path(late))
    assert (answer.status_code, "Sepuluh menitnya sudah lewat" in answer.text) == (410, True)
    async with arrivals.database.unit_of_work() as uow:
        outcomes = {crossing.outcome for crossing in await list_crossings(uow)}
    assert {"handoff.unknown_listing", "handoff.unreadable", "handoff.expired"} <= outcomes


async def test_a_consent_is_its_givers_alone(arrivals: Arrivals) -> None:
    async with arrivals.database.unit_of_work() as uow:
        theirs = await consent.give(uow, new_id(), consent.CREDIT_CREATOR, language="id")
    assert (await arrivals.browser.get("/akun/izin")).headers["location"] == "/masuk?lanjut=/akun/izin"
    await arrivals.sign_in("shopper")
    token = await arrivals.browser.form_token()
    answer = await arrivals.browser.post(f"/akun/izin/{theirs.receipt_id}/cabut", {"_csrf_token": token})
    assert answer.status_code == 404
    async with arrivals.database.unit_of_work() as uow:
        assert await consent.standing(uow, [theirs.receipt_id]) == {theirs.receipt_id}


async def test_a_form_without_its_token_uses_nothing_up(arrivals: Arrivals) -> None:
    token = arrivals.token()
    answer = await arrivals.browser.post("/serah-terima", {"t": token})
    assert answer.status_code == 403
    assert (await arrivals.browser.get(arrivals.path(token))).status_code == 200


async def test_the_page_is_there_as_json_and_in_english(arrivals: Arrivals) -> None:
    path = arrivals.path(arrivals.token())
    view = (await arrivals.browser.client.get(path, headers={"Accept": "application/json"})).json()
    assert [field["name"] for field in view["fields"]] == ["handoff_id", "listing_id", "creator_id", "surface", "issued_at", "expires_at"]
    assert "You have arrived at the shop" in (await arrivals.browser.get(f"{path}&lang=en")).text
