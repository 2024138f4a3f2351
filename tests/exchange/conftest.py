"""Both sides of the door: their keys, the law, cards and an app that answers at the market's side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from padu.engines.rules import load_pack
from padu.exchange.cards import CardFacts, ListingKey
from padu.exchange.findings import LawBook
from padu.exchange.register import DoorKeys, MarketDoor
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.platform.signing import SigningKey, make_signing_key
from padu.platform.unit_of_work import Database, open_database
from padu.web.api import exchange_router

MARKET = "http://market.test"


@dataclass(frozen=True, slots=True)
class BothKeys:
    """Both sides' keys, and what each side holds of them."""

    market: SigningKey
    social: SigningKey

    @property
    def of_market(self) -> DoorKeys:
        return DoorKeys(self.market, self.social.verify_key)

    @property
    def of_social(self) -> DoorKeys:
        return DoorKeys(self.social, self.market.verify_key)


@pytest.fixture
def keys() -> BothKeys:
    return BothKeys(make_signing_key(), make_signing_key())


@pytest.fixture(scope="session")
def law() -> LawBook:
    return LawBook(load_pack(Path(__file__).parents[2] / "law" / "id"), "strict_frontend")


def make_card(listing_id: UUID, **changes: object) -> CardFacts:
    values: dict[str, object] = {
        "listing_id": listing_id,
        "title": "Kopi Gayo 250 g",
        "price": Money(45_000),
        "picture": "",
        "emoji": "☕",
        "shop": "Toko Gayo",
        "city": "Kota Banda Aceh",
        "rating": 4.8,
        "sold": 12,
        "in_stock": True,
        **changes,
    }
    return CardFacts(**values)  # type: ignore[arg-type] - the cases name its fields


@pytest.fixture
def card() -> Callable[..., CardFacts]:
    return make_card


@pytest.fixture
def shelf() -> Callable[..., dict[ListingKey, CardFacts]]:
    """So many cards of one shop."""

    def make(shop_id: UUID, count: int = 1, **changes: object) -> dict[ListingKey, CardFacts]:
        ids = [new_id() for _ in range(count)]
        return {ListingKey(shop_id, listing_id): make_card(listing_id, **changes) for listing_id in ids}

    return make


class HasUrl:
    """What these fixtures need of a database."""

    app_url: str


@dataclass(frozen=True, slots=True)
class TwoSides:
    """Two databases that commit, the market's app, and how the social side reaches it."""

    market: Database
    social: Database
    app: Litestar
    client: httpx.AsyncClient
    door: MarketDoor
    clock: FixedClock
    keys: BothKeys


@pytest.fixture
async def sides(committed_market: HasUrl, committed_social: HasUrl, keys: BothKeys, clock: FixedClock) -> AsyncIterator[TwoSides]:
    market, social = open_database(committed_market.app_url, clock), open_database(committed_social.app_url, clock)
    app = Litestar(
        route_handlers=[exchange_router()],
        state=State({"database": market, "door_keys": keys.of_market}),
        openapi_config=None,
        logging_config=None,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
        yield TwoSides(market, social, app, client, MarketDoor(MARKET, keys.of_social), clock, keys)
    await market.close()
    await social.close()
