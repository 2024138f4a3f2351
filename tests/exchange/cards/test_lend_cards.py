from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from padu.events.exchange import ShopAdmitted, ShopWithdrawn
from padu.exchange.cards import (
    CardFacts,
    ListingKey,
    admit_shops,
    admitted_shops,
    find_cards,
    find_lent,
    lend,
    lent_cards,
    page_of_cards,
    receive,
    withdraw,
    withdraw_shops,
)
from padu.exchange.cards.rules import search_words
from padu.exchange.register import ExchangeError, Page, Records, check_message, flow_on
from padu.exchange.register.store import save_progress
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import UnitOfWork, open_database

Shelf = Callable[..., dict[ListingKey, CardFacts]]


@pytest.mark.anyio
async def test_only_admitted_shops_listings_are_lent(market: UnitOfWork, shelf: Shelf) -> None:
    mine, stranger = shelf(new_id(), 2), shelf(new_id(), 1)
    shop_id = next(iter(mine)).shop_id
    assert await admit_shops(market, [shop_id]) == {shop_id}
    assert await admit_shops(market, [shop_id]) == set()
    assert await lend(market, {**mine, **stranger}) == 2
    assert await admitted_shops(market) == {shop_id}
    page = await page_of_cards(market, 0)
    assert {card["listing_id"] for card in page.messages["cards"]} == {str(key.listing_id) for key in mine}
    assert [type(event) for event in market.told] == [ShopAdmitted]


@pytest.mark.anyio
async def test_a_card_is_lent_anew_only_when_it_says_something_new(market: UnitOfWork, shelf: Shelf, clock: FixedClock) -> None:
    cards = shelf(new_id(), 2)
    (first, _) = cards
    await admit_shops(market, [first.shop_id])
    await lend(market, cards)
    before = await page_of_cards(market, 0)
    clock.advance(dt.timedelta(hours=1))
    assert await lend(market, cards) == 0
    assert await page_of_cards(market, 0) == before
    assert await lend(market, {first: msgspec.structs.replace(cards[first], sold=13)}) == 1
    (changed,) = (await page_of_cards(market, before.next)).messages["cards"]
    assert (changed["sold"], changed["updated_at"]) == (13, "2024-02-01T04:00:00Z")


@pytest.mark.anyio
async def test_withdrawing_says_only_which_and_when_and_lending_again_brings_it_back(market: UnitOfWork, shelf: Shelf) -> None:
    cards = shelf(new_id())
    ((key, facts),) = cards.items()
    await admit_shops(market, [key.shop_id])
    await lend(market, cards)
    assert await withdraw(market, [key, ListingKey(key.shop_id, new_id())]) == 1
    assert await withdraw(market, [key]) == 0
    page = await page_of_cards(market, 1)
    assert page.messages == {
        "cards": [],
        "card_withdrawals": [{"listing_id": str(key.listing_id), "withdrawn_at": "2024-02-01T03:00:00Z"}],
    }
    lent = await find_lent(market, key.listing_id)
    assert lent is not None
    assert not lent.is_lent
    assert await lend(market, {key: facts}) == 1
    again = await find_lent(market, key.listing_id)
    assert again is not None
    assert again.is_lent


@pytest.mark.anyio
async def test_withdrawing_a_shop_withdraws_its_cards_with_it(market: UnitOfWork, shelf: Shelf) -> None:
    gone, stays = shelf(new_id(), 3), shelf(new_id(), 1)
    await admit_shops(market, {key.shop_id for key in (*gone, *stays)})
    await lend(market, {**gone, **stays})
    market.told.clear()
    shop_id = next(iter(gone)).shop_id
    assert await withdraw_shops(market, [shop_id, new_id()]) == {shop_id}
    assert [type(event) for event in market.told] == [ShopWithdrawn]
    assert [(lent := await find_lent(market, key.listing_id)) and lent.is_lent for key in (*gone, *stays)] == [False, False, False, True]
    assert await lend(market, gone) == 0
    assert await find_lent(market, new_id()) is None


@pytest.mark.anyio
async def test_a_card_that_the_register_does_not_admit_is_not_written(market: UnitOfWork, shelf: Shelf) -> None:
    cards = {**shelf(shop_id := new_id()), **shelf(shop_id, title="x" * 501)}
    await admit_shops(market, [shop_id])
    with pytest.raises(ExchangeError) as caught:
        await lend(market, cards)
    assert caught.value.code == "exchange.field_kind"
    assert (await page_of_cards(market, 0)).messages["cards"] == []


@pytest.mark.anyio
async def test_pages_go_on_where_the_last_one_ended(market: UnitOfWork, shelf: Shelf) -> None:
    cards = shelf(new_id(), 7)
    await admit_shops(market, {key.shop_id for key in cards})
    await lend(market, cards)
    seen: list[str] = []
    after, more = 0, True
    while more:
        page = await page_of_cards(market, after, 3)
        seen += [card["listing_id"] for card in page.messages["cards"]]
        after, more = page.next, page.more
    assert sorted(seen) == sorted(str(key.listing_id) for key in cards)
    assert len(set(seen)) == 7


@pytest.mark.anyio
async def test_a_number_never_becomes_visible_after_a_higher_one(committed_market: Any, shelf: Shelf, clock: FixedClock) -> None:  # noqa: ANN401 - a database's URLs
    database = open_database(committed_market.app_url, clock)
    shops = [new_id() for _ in range(4)]
    async with database.unit_of_work() as uow:
        await admit_shops(uow, shops)
    seen: list[int] = []

    async def lend_some(shop_id: Any) -> None:  # noqa: ANN401 - an id
        for _ in range(5):
            async with database.unit_of_work() as uow:
                await lend(uow, shelf(shop_id, 2))
                await asyncio.sleep(0)

    async def read_on() -> None:
        after = 0
        while len(seen) < 40:
            async with database.unit_of_work() as uow:
                page = await page_of_cards(uow, after, 5)
            seen.extend(range(after + 1, page.next + 1))
            assert len(page.messages["cards"]) == page.next - after
            after = page.next
            await asyncio.sleep(0.001)

    await asyncio.wait_for(asyncio.gather(read_on(), *(lend_some(shop_id) for shop_id in shops)), 20)
    assert seen == list(range(1, 41))
    await database.close()


@pytest.mark.anyio
async def test_a_shop_that_is_withdrawn_while_its_cards_are_being_lent_ends_without_cards(
    committed_market: Any,  # noqa: ANN401 - a database's URLs
    shelf: Shelf,
    clock: FixedClock,
) -> None:
    database = open_database(committed_market.app_url, clock)
    cards = shelf(new_id(), 3)
    shop_id = next(iter(cards)).shop_id
    async with database.unit_of_work() as uow:
        await admit_shops(uow, [shop_id])

    async def withdraw_it() -> None:
        async with database.unit_of_work() as uow:
            await withdraw_shops(uow, [shop_id])

    async with database.unit_of_work() as uow:
        await lend(uow, cards)
        withdrawing = asyncio.create_task(withdraw_it())
        await asyncio.sleep(0.1)
        assert not withdrawing.done()
    await withdrawing
    async with database.unit_of_work() as uow:
        assert [(lent := await find_lent(uow, key.listing_id)) and lent.is_lent for key in cards] == [False] * 3
    await database.close()


async def page(uow: UnitOfWork, cards: list[dict[str, Any]], withdrawn: list[dict[str, Any]] | None = None) -> Page:
    now = uow.clock.now()
    records = {
        "cards": Records(flow_on("cards", now), tuple(cards)),
        "card_withdrawals": Records(flow_on("card_withdrawals", now), tuple(withdrawn or [])),
    }
    for each in records.values():
        for message in each.messages:
            check_message(each.flow, message)
    return Page(after=0, records=records, next=1, more=False, door_is_open=True)


def message(title: str, **changes: object) -> dict[str, Any]:
    return {
        "listing_id": str(new_id()),
        "title": title,
        "price": 10_000,
        "picture": "",
        "emoji": "☕",
        "shop": "Toko",
        "city": "Medan",
        "rating": None,
        "sold": 1,
        "in_stock": True,
        "badges": [],
        "updated_at": "2024-02-01T03:00:00Z",
        **changes,
    }


@pytest.mark.anyio
async def test_cards_are_found_by_words_what_can_be_had_first(social: UnitOfWork) -> None:
    sold_out = message("Kopi Gayo", in_stock=False, sold=900)
    seldom, often = message("Kopi Toraja", sold=2), message("Kopi Gayo Premium", sold=50)
    await receive(social, await page(social, [sold_out, seldom, often, message("Teh Melati")]))
    assert await find_cards(social, "kopi") == []  # the market has not said that its door is open
    await save_progress(social, "cards", cursor=1, door_is_open=True)
    assert [card.title for card in await find_cards(social, "kopi")] == ["Kopi Gayo Premium", "Kopi Toraja", "Kopi Gayo"]
    assert [card.title for card in await find_cards(social, "gayo pre")] == ["Kopi Gayo Premium"]
    assert len(await find_cards(social, "kopi", 2)) == 2
    assert len(await find_cards(social, "  ")) == 4
    for strange in ("!!!", "' | ''", "a" * 500, "zzz & !teh", "\u0661"):
        assert await find_cards(social, strange) == []


@pytest.mark.anyio
async def test_a_newer_card_takes_the_place_and_a_withdrawn_one_is_gone(social: UnitOfWork) -> None:
    old = message("Kopi")
    await receive(social, await page(social, [old]))
    await receive(social, await page(social, [{**old, "price": 9_000}]))
    await save_progress(social, "cards", cursor=1, door_is_open=True)
    (card,) = await find_cards(social, "kopi")
    assert card.price.rupiah == 9_000
    gone = {"listing_id": old["listing_id"], "withdrawn_at": "2024-02-01T03:00:00Z"}
    await receive(social, await page(social, [], [gone]))
    assert await lent_cards(social, [card.listing_id]) == {}


def test_words_become_a_query_or_nothing() -> None:
    assert search_words("Kopi  GAYO!") == "kopi & gayo:*"
    assert search_words("?!") is None
