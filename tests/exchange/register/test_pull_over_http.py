"""The social side pulls the market's pages: each is stored whole or not at all, whatever comes back in its place."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from padu.exchange.cards import CARDS_PATH, admit_shops, lend, lent_cards, pull_cards, withdraw_shops
from padu.exchange.register import PAGE, REQUEST, MarketDoor, close_door, list_crossings, open_door, pull_state
from padu.kernel.ids import new_id
from padu.platform.signing import make_signing_key, open_message, sign_message
from padu.platform.unit_of_work import Database

pytestmark = pytest.mark.anyio
Sides = Any
Shelf = Callable[..., dict[Any, Any]]
MINUTE = dt.timedelta(seconds=60)


async def offer(sides: Sides, cards: dict[Any, Any]) -> None:
    """An open door, an admitted shop, lent cards."""
    async with sides.market.unit_of_work() as uow:
        await admit_shops(uow, {key.shop_id for key in cards})
        await lend(uow, cards)
        await open_door(uow, "uji coba tahap satu")


async def received(database: Database) -> int:
    async with database.unit_of_work() as uow:
        return (await uow.connection.execute(text("select count(*) from exchange.received_card"))).scalar_one()


async def outcomes(database: Database) -> list[tuple[str, str, int, str]]:
    async with database.unit_of_work() as uow:
        return [(each.flow, each.direction, each.items, each.outcome) for each in await list_crossings(uow)]


async def test_cards_cross_once_and_both_sides_write_the_same_message_down(sides: Sides, shelf: Shelf) -> None:
    cards = shelf(new_id(), 3)
    await offer(sides, cards)
    pulled = await pull_cards(sides.social, sides.client, sides.door)
    assert (pulled.pages, pulled.records, pulled.failure) == (1, 3, "")
    async with sides.social.unit_of_work() as uow:
        found = await lent_cards(uow, [key.listing_id for key in cards])
        (crossing_in,) = await list_crossings(uow)
    assert {card.title for card in found.values()} == {"Kopi Gayo 250 g"}
    assert {card.rating for card in found.values()} == {4.8}
    async with sides.market.unit_of_work() as uow:
        (crossing_out,) = await list_crossings(uow)
    assert (crossing_in.message_id, crossing_in.digest, crossing_in.signature) == (
        crossing_out.message_id,
        crossing_out.digest,
        crossing_out.signature,
    )
    assert crossing_in.fields == crossing_out.fields
    assert "listing_id" in crossing_in.fields
    again = await pull_cards(sides.social, sides.client, sides.door)
    assert (again.records, again.failure) == (0, "")
    assert len(await outcomes(sides.social)) == 1


async def test_more_than_a_page_comes_page_by_page(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id(), 450))
    pulled = await pull_cards(sides.social, sides.client, sides.door)
    assert (pulled.pages, pulled.records) == (3, 450)
    assert await received(sides.social) == 450


async def test_withdrawn_cards_vanish_and_a_closed_door_shows_none(sides: Sides, shelf: Shelf) -> None:
    one, two = shelf(new_id(), 2), shelf(new_id(), 1)
    await offer(sides, {**one, **two})
    await pull_cards(sides.social, sides.client, sides.door)
    async with sides.market.unit_of_work() as uow:
        await withdraw_shops(uow, {key.shop_id for key in one})
    await pull_cards(sides.social, sides.client, sides.door)
    ids = [key.listing_id for key in (*one, *two)]
    async with sides.social.unit_of_work() as uow:
        assert set(await lent_cards(uow, ids)) == {key.listing_id for key in two}
    async with sides.market.unit_of_work() as uow:
        await close_door(uow, "perintah pengawas")
    pulled = await pull_cards(sides.social, sides.client, sides.door)
    assert (pulled.records, pulled.failure) == (0, "")
    async with sides.social.unit_of_work() as uow:
        assert await lent_cards(uow, ids) == {}
    async with sides.market.unit_of_work() as uow:
        await open_door(uow, "dibuka lagi")
    await pull_cards(sides.social, sides.client, sides.door)
    async with sides.social.unit_of_work() as uow:
        assert set(await lent_cards(uow, ids)) == {key.listing_id for key in two}


async def test_a_door_that_nobody_opened_is_closed(sides: Sides, shelf: Shelf) -> None:
    cards = shelf(new_id())
    async with sides.market.unit_of_work() as uow:
        await admit_shops(uow, {key.shop_id for key in cards})
        await lend(uow, cards)
    assert (await pull_cards(sides.social, sides.client, sides.door)).records == 0
    assert (await outcomes(sides.social), await outcomes(sides.market)) == ([], [])


Answer = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


def replying(answer: Answer) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))  # pyright: ignore[reportArgumentType] - it takes coroutines as well


def refuse(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens")


def hang(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("nothing came")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refuse, "exchange.unreachable"),
        (hang, "exchange.too_slow"),
        (lambda _: httpx.Response(503), "exchange.failed"),
        (lambda _: httpx.Response(302, headers={"Location": "http://elsewhere.test/"}), "exchange.failed"),
        (lambda _: httpx.Response(401, json={"code": "signing.forged"}), "exchange.not_trusted"),
        (lambda _: httpx.Response(200, text="<html>Selamat datang</html>"), "exchange.page_refused"),
        (lambda _: httpx.Response(200, content=b"\xff\xfe\x00"), "exchange.page_refused"),
        (lambda _: httpx.Response(200, content=b"a" * (9 * 1024 * 1024)), "exchange.too_long"),
        (lambda _: httpx.Response(200, content=b"not gzip", headers={"Content-Encoding": "gzip"}), "exchange.unreadable"),
    ],
)
async def test_what_is_no_page_changes_nothing_and_is_told(sides: Sides, shelf: Shelf, answer: Answer, code: str) -> None:
    cards = shelf(new_id())
    await offer(sides, cards)
    await pull_cards(sides.social, sides.client, sides.door)
    sides.clock.advance(dt.timedelta(days=1))
    async with replying(answer) as client:
        for nth in (1, 2):
            pulled = await pull_cards(sides.social, client, sides.door)
            assert pulled.failure == code
            async with sides.social.unit_of_work() as uow:
                state = await pull_state(uow, "cards")
                (card,) = (await lent_cards(uow, [key.listing_id for key in cards])).values()
            assert (state.cursor, state.failures) == (1, nth)
            assert f"[{code}]" in state.error
            assert card.updated_at == sides.clock.now() - dt.timedelta(days=1)
    assert (await pull_cards(sides.social, sides.client, sides.door)).failure == ""
    async with sides.social.unit_of_work() as uow:
        assert (await pull_state(uow, "cards")).failures == 0


async def test_a_page_may_be_changed_at_no_byte_and_cut_at_none(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id()))

    async def spoil(request: httpx.Request, place: int) -> httpx.Response:
        genuine = await sides.client.get(str(request.url), headers=dict(request.headers))
        assert genuine.status_code == 200
        spoilt = genuine.text[:place] if place % 2 else genuine.text[:place] + "A" + genuine.text[place + 1 :]
        return httpx.Response(200, text=spoilt if spoilt != genuine.text else spoilt[:-1])

    for place in range(0, 400, 7):
        async with replying(lambda request, place=place: spoil(request, place)) as client:
            assert (await pull_cards(sides.social, client, sides.door)).failure == "exchange.page_refused"
    assert await received(sides.social) == 0
    assert {outcome for *_, outcome in await outcomes(sides.social)} == {"exchange.page_refused"}


async def test_a_page_that_came_before_does_not_count_again(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id()))
    kept: list[str] = []

    async def keep(request: httpx.Request) -> httpx.Response:
        if not kept:
            kept.append((await sides.client.get(str(request.url), headers=dict(request.headers))).text)
            return httpx.Response(503)
        return httpx.Response(200, text=kept[0])

    async with replying(keep) as client:
        assert (await pull_cards(sides.social, client, sides.door)).failure == "exchange.failed"
        assert (await pull_cards(sides.social, client, sides.door)).failure == "exchange.page_replayed"
        sides.clock.advance(MINUTE)
        assert (await pull_cards(sides.social, client, sides.door)).failure == "exchange.page_refused"
    assert await received(sides.social) == 0


async def test_a_page_of_another_key_is_not_believed_and_a_request_of_another_key_not_answered(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id()))
    stranger = make_signing_key()
    wary = MarketDoor(sides.door.url, replace(sides.keys.of_social, other=stranger.verify_key))
    assert (await pull_cards(sides.social, sides.client, wary)).failure == "exchange.page_refused"
    intruder = MarketDoor(sides.door.url, replace(sides.keys.of_social, own=stranger))
    assert (await pull_cards(sides.social, sides.client, intruder)).failure == "exchange.not_trusted"
    assert await received(sides.social) == 0


def forge(sides: Sides, request: httpx.Request, **changes: Any) -> str:  # noqa: ANN401 - a page's parts are of any kind
    """A page that the market's key really signed, with other things in it."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    asked = open_message(token, sides.keys.social.verify_key, REQUEST, now=sides.clock.now())
    body = {"re": asked.message_id, "door_is_open": True, "after": 0, "next": 1, "more": False, "flows": {}, **changes}
    return sign_message(sides.keys.market, PAGE, body, message_id=str(new_id()), now=sides.clock.now(), lives_for=MINUTE)


CARD = {
    "listing_id": "018d0000-0000-7000-8000-000000000000",
    "title": "Kopi",
    "price": 1,
    "picture": "",
    "emoji": "☕",
    "shop": "Toko",
    "city": "Medan",
    "rating": None,
    "sold": 0,
    "in_stock": True,
    "badges": [],
    "updated_at": "2024-02-01T03:00:00Z",
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"flows": {"cards": {"version": 1, "messages": [CARD, {**CARD, "buyer_id": "x"}]}}}, "exchange.field_not_registered"),
        ({"flows": {"cards": {"version": 1, "messages": [CARD, {}]}}}, "exchange.field_missing"),
        ({"flows": {"cards": {"version": 1, "messages": [{**CARD, "price": "1"}]}}}, "exchange.field_kind"),
        ({"flows": {"cards": {"version": 2, "messages": [CARD]}}}, "exchange.flow_version"),
        ({"flows": {"attribution": {"version": 1, "messages": []}}}, "exchange.flow_not_expected"),
        ({"flows": {"buyers": {"version": 1, "messages": []}}}, "exchange.flow_not_expected"),
        ({"re": "another"}, "exchange.page_replayed"),
        ({"after": 7}, "exchange.page_replayed"),
        ({"next": -1}, "exchange.page_unreadable"),
        ({"more": "yes"}, "exchange.page_unreadable"),
        ({"extra": 1}, "exchange.page_unreadable"),
        ({"door_is_open": False}, "exchange.door_closed"),
    ],
)
async def test_what_the_register_does_not_name_does_not_pass_even_under_the_markets_own_key(
    sides: Sides, changes: dict[str, object], code: str
) -> None:
    async with replying(lambda request: httpx.Response(200, text=forge(sides, request, **changes))) as client:
        assert (await pull_cards(sides.social, client, sides.door)).failure == code
    assert await received(sides.social) == 0
    assert [outcome for *_, outcome in await outcomes(sides.social)] == [code]


async def ask(sides: Sides, token: str, after: int = 0, path: str = CARDS_PATH) -> httpx.Response:
    return await sides.client.get(f"{sides.door.url}{path}", params={"after": after}, headers={"Authorization": f"Bearer {token}"})


def request_token(sides: Sides, *, key: Any = None, life: dt.timedelta = MINUTE, **changes: object) -> str:  # noqa: ANN401 - a signing key
    body = {"method": "GET", "path": CARDS_PATH, "after": 0, **changes}
    return sign_message(key or sides.keys.social, REQUEST, body, message_id=str(new_id()), now=sides.clock.now(), lives_for=life)


async def test_a_request_is_answered_once_for_its_own_page_and_in_its_own_minute(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id()))
    good = request_token(sides)
    assert (await ask(sides, good)).status_code == 200
    refused = {
        "replayed": (await ask(sides, good)).json()["code"],
        "no token": (await ask(sides, "")).json()["code"],
        "other key": (await ask(sides, request_token(sides, key=make_signing_key()))).json()["code"],
        "other page": (await ask(sides, request_token(sides), path="/exchange/v1/attribution")).json()["code"],
        "other place": (await ask(sides, request_token(sides, after=5))).json()["code"],
        "other method": (await ask(sides, request_token(sides, method="POST"))).json()["code"],
        "more": (await ask(sides, request_token(sides, buyer="x"))).json()["code"],
        "too long": (await ask(sides, request_token(sides, life=dt.timedelta(hours=1)))).json()["code"],
    }
    old = request_token(sides)
    sides.clock.advance(MINUTE)
    refused["too late"] = (await ask(sides, old)).json()["code"]
    assert refused == {
        "replayed": "exchange.replayed",
        "no token": "signing.unreadable",
        "other key": "signing.forged",
        "other page": "exchange.other_page",
        "other place": "exchange.other_page",
        "other method": "exchange.other_page",
        "more": "signing.unreadable",
        "too long": "exchange.long_lived",
        "too late": "signing.expired",
    }
    assert (await ask(sides, good)).status_code == 401


async def test_two_that_bring_the_same_request_at_once_get_one_answer(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id()))
    token = request_token(sides)
    answers = await asyncio.gather(*(ask(sides, token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_two_pulls_at_once_store_each_page_once(sides: Sides, shelf: Shelf) -> None:
    await offer(sides, shelf(new_id(), 250))
    await asyncio.gather(*(pull_cards(sides.social, sides.client, sides.door) for _ in range(3)))
    assert await received(sides.social) == 250
    async with sides.social.unit_of_work() as uow:
        assert (await pull_state(uow, "cards")).cursor == 250
    assert sum(items for _, _, items, _ in await outcomes(sides.social)) == 250


async def test_the_door_is_turned_with_a_reason_and_the_log_keeps_it(sides: Sides) -> None:
    async with sides.market.unit_of_work() as uow:
        await open_door(uow, "tahap satu dimulai", actor="regulator.ani")
        await close_door(uow, "temuan berat", actor="regulator.ani")
    async with sides.market.unit_of_work() as uow:
        rows = (await uow.connection.execute(text("select actor, action, detail from platform.audit_entry order by position"))).all()
    assert [tuple(row) for row in rows] == [
        ("regulator.ani", "exchange.open_door", {"reason": "tahap satu dimulai"}),
        ("regulator.ani", "exchange.close_door", {"reason": "temuan berat"}),
    ]
