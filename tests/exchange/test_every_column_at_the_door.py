"""Every column of every table of both sides is tried as a field of a message: only what the register names passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import psycopg
import pytest
from litestar import Litestar
from litestar.datastructures import State

from padu.exchange.cards import CardFacts, admit_shops, lend, pull_cards
from padu.exchange.findings import LawBook
from padu.exchange.handoff import Gate, HandoffRefusal, arrive
from padu.exchange.register import HANDOFF, ExchangeError, Flow, MarketDoor, all_flows, check_message, flow_on, open_door
from padu.kernel.ids import new_id
from padu.platform.signing import sign_message
from padu.platform.unit_of_work import UnitOfWork, open_database
from padu.web.api import exchange_router

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
SAMPLES: dict[str, Any] = {
    "uuid": "018d0000-0000-7000-8000-000000000000",
    "text": "teks",
    "words": [],
    "whole": 1,
    "rupiah": 1,
    "tenths": 10,
    "flag": True,
    "day": "2024-02-01",
    "moment": "2024-02-01T03:00:00Z",
}


class Urls(Protocol):
    """What this needs of a migrated database."""

    app_url: str
    owner_url: str


def columns(url: str) -> set[str]:
    """The names of all columns of all tables of ours, and `table.column` with them."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where table_schema not in ('information_schema', 'pg_catalog')"
        ).fetchall()
    assert len(found) > 100
    return (
        {name for *_, name in found} | {f"{table}.{name}" for _, table, name in found} | {f"{schema}.{table}" for schema, table, _ in found}
    )


def sound(flow: Flow) -> dict[str, Any]:
    """A message that passes."""
    return {field.name: field.one_of[0] if field.one_of else SAMPLES[field.kind] for field in flow.fields}


@pytest.fixture
def every_column(market_database: Urls, social_database: Urls) -> set[str]:
    """Of both sides, as the role that sees them all."""
    found = columns(market_database.owner_url) | columns(social_database.owner_url)
    assert {"buyer_id", "recipient", "phone", "login", "password_hash", "video_id", "likes", "shop_order.payment_id"} <= found
    return found


def test_no_column_passes_that_the_register_does_not_name(every_column: set[str]) -> None:
    for flow in all_flows():
        message = sound(flow)
        check_message(flow, message)
        for name in every_column - set(flow.names):
            for value in (None, SAMPLES["uuid"], "teks", 1):
                with pytest.raises(ExchangeError) as caught:
                    check_message(flow, {**message, name: value})
                assert caught.value.code == "exchange.field_not_registered"


@pytest.mark.anyio
async def test_no_column_rides_on_a_handoff(market: UnitOfWork, every_column: set[str], keys: Any, law: LawBook) -> None:  # noqa: ANN401 - both sides' keys
    gate = Gate(keys.social.verify_key, law)
    flow = flow_on("handoff", NOW)
    bare = {name for name in every_column if "." not in name}
    for number, name in enumerate(sorted(bare - set(flow.names))):
        body = {**sound(flow), "handoff_id": str(new_id()), name: SAMPLES["uuid"]}
        token = sign_message(keys.social, HANDOFF, body, message_id=str(body["handoff_id"]), now=NOW, lives_for=dt.timedelta(minutes=10))
        answer = await arrive(market, gate, token, address=str(number))
        assert isinstance(answer, HandoffRefusal)
        assert answer.code == "handoff.not_registered"


@pytest.mark.anyio
async def test_no_column_rides_on_a_page_of_cards(
    committed_market: Urls,
    committed_social: Urls,
    every_column: set[str],
    keys: Any,  # noqa: ANN401 - both sides' keys
    shelf: Callable[..., dict[Any, CardFacts]],
) -> None:
    """The market's own database holds a card with a column too many: the endpoint refuses to send it."""

    class Clock:
        def now(self) -> dt.datetime:
            return NOW

    market, social = open_database(committed_market.app_url, Clock()), open_database(committed_social.app_url, Clock())
    cards = shelf(new_id())
    async with market.unit_of_work() as uow:
        await admit_shops(uow, {key.shop_id for key in cards})
        await lend(uow, cards)
        await open_door(uow, "uji coba")
    app = Litestar(
        route_handlers=[exchange_router()],
        state=State({"database": market, "door_keys": keys.of_market}),
        openapi_config=None,
        logging_config=None,
    )
    door = MarketDoor("http://market.test", keys.of_social)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        for name in sorted(every_column - set(flow_on("cards", NOW).names))[:: max(1, len(every_column) // 60)]:
            await spoil(committed_market, name, add=True)
            assert (await pull_cards(social, client, door)).failure == "exchange.failed"
            await spoil(committed_market, name, add=False)
        pulled = await pull_cards(social, client, door)
    assert (pulled.records, pulled.failure) == (1, "")
    await market.close()
    await social.close()


async def spoil(database: Urls, name: str, *, add: bool) -> None:
    """Put a column's name into the lent card, behind the house's back, or take it out again."""
    change = "card || jsonb_build_object(%s::text, 'x')" if add else "card - %s::text"
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await connection.execute(f"update exchange.lent_card set card = {change}".encode(), [name])
