"""A market under trial, with findings, crossings, postings and signed evidence, as its pages show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import AsyncTestClient
from tests.web.browser import Browser
from tests.web.sessions import session_of

from padu.engines.rules import load_pack
from padu.entry.web import create_market_app
from padu.exchange import register
from padu.exchange.findings import LawBook, ask
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import ledger, sellers
from padu.oversight import evidence, rulebook, trial
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

LAW = Path(__file__).parents[2] / "law" / "id"
BOOK = LawBook(load_pack(LAW), "strict_frontend")
PLAN = trial.load_plan(LAW / "trial.yaml")
TODAY = dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Watched:
    """The market, its clock and home, and browsers of people with roles."""

    database: Database
    clock: FixedClock
    home: Path
    url: str
    client: AsyncTestClient[Any]
    shops: tuple[UUID, ...]

    async def be(self, *roles: str) -> Browser:
        """The browser, with somebody new of these roles signed in."""
        self.client.cookies.clear()
        self.client.cookies.set("padu_session", await session_of(self.url, self.home, self.clock, *roles))
        return Browser(self.client)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
async def watched(committed_market: Any, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Watched]:  # noqa: ANN401 - a conftest class
    settings = Settings(home=tmp_path, market_database_url=committed_market.app_url)
    database = open_database(committed_market.app_url, clock)
    async with database.unit_of_work() as uow:
        shops = await _open_shops(uow)
    await evidence.sign_log(database, tmp_path)
    app = create_market_app(settings, _NoMerges(), clock=clock)  # pyright: ignore[reportArgumentType] - a reader of no merges
    async with AsyncTestClient(app, base_url="http://shop.localhost:8000", raise_server_exceptions=False) as client:
        yield Watched(database, clock, tmp_path, committed_market.app_url, client, shops)
    await database.close()


async def _open_shops(uow: UnitOfWork) -> tuple[UUID, ...]:
    shops = [sellers.ShopId(new_id()) for _ in range(3)]
    await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop, name=f"Toko {n}", joined_at=TODAY) for n, shop in enumerate(shops)])
    channels = [
        sellers.ShopChannel(shop_id=shop, channel=channel, source_id="1") for shop in shops for channel in ("tiktok_shop", "tokopedia")
    ]
    await sellers.add_channels(uow, channels)
    return tuple(shops)


@pytest.fixture
async def running(watched: Watched) -> Watched:
    """The same, with a trial under way and something of everything."""
    async with watched.database.unit_of_work() as uow:
        await trial.open_trial(uow, PLAN, shops=watched.shops[:2], reason="uji coba dimulai", actor="account:ops")
    for number in range(3):
        async with watched.database.unit_of_work() as uow:
            await register.record_refusal(uow, "handoff", f"text {number}", "passed" if number else "exchange.expired")
            keys = frozenset({"phone"}) if number else frozenset[str]()
            facts = {"flow.registered": number > 0, "flow.recorded": True, "flow.purpose_registered": True, "flow.personal_fields": keys}
            await ask(uow, BOOK, "handoff.cross", facts, subject=f"handoff:{number}", occasion="handoff")
            await rulebook.KEEP_FINDINGS.react(uow, list(uow.told))
            uow.told.clear()
            amount = Money(10_000 * (number + 1))
            lines = (ledger.debit(ledger.Account.GATEWAY_CLEARING, amount), ledger.credit(ledger.Account.BUYER_ESCROW, amount))
            posting = ledger.Posting(
                shop_id=watched.shops[number],
                posting_id=ledger.PostingId(new_id()),
                kind="order_paid",
                reference=f"order:{number}",
                at=uow.clock.now(),
                lines=lines,
            )
            await ledger.post(uow, [posting])
        watched.clock.advance(dt.timedelta(minutes=1))
    await evidence.sign_log(watched.database, watched.home)
    return watched


class _NoMerges:
    """A reader of merges where nothing was merged."""

    async def overview(self, *_: object) -> None:
        return None
