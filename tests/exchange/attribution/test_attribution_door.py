from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import defaultdict
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import text

from padu.events.market import SaleCompleted, SoldLine
from padu.exchange.attribution import (
    Holding,
    attribution_reactions,
    earnings_of,
    page_of_counts,
    publish,
    publish_attribution,
    pull_attribution,
)
from padu.exchange.register import check_message, flow_on, list_crossings, open_door
from padu.kernel.ids import new_id
from padu.kernel.money import ZERO, Money
from padu.market import ledger, sellers
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import UnitOfWork, open_database

HOLDING = Holding(delay=dt.timedelta(hours=24), minimum=3)
HOUR = dt.timedelta(hours=1)


def sale(at: dt.datetime, *lines: SoldLine, shop_id: UUID | None = None, order_id: UUID | None = None) -> SaleCompleted:
    return SaleCompleted(
        shop_id=shop_id or new_id(),
        order_id=order_id or new_id(),
        buyer_id=new_id(),
        lines=lines,
        amount=sum((line.amount for line in lines), ZERO),
        commission=sum((line.commission for line in lines), ZERO),
        completed_at=at,
    )


def line(creator_id: UUID | None, listing_id: UUID, commission: int = 1_000, units: int = 1) -> SoldLine:
    return SoldLine(listing_id=listing_id, creator_id=creator_id, units=units, amount=Money(20_000 * units), commission=Money(commission))


async def note(uow: UnitOfWork, *events: SaleCompleted) -> None:
    (reaction,) = attribution_reactions()
    await reaction.react(uow, events)


@pytest.mark.anyio
async def test_counts_come_late_together_and_say_what_the_register_names(market: UnitOfWork, clock: Any) -> None:  # noqa: ANN401 - a clock
    creator, listing = new_id(), new_id()
    start = clock.now()
    await note(market, *(sale(start, line(creator, listing), line(creator, listing, 500)) for _ in range(2)))
    await note(market, sale(start, line(None, listing)))
    clock.advance(dt.timedelta(hours=25))
    assert await publish(market, HOLDING) == 0
    await note(market, sale(clock.now(), line(creator, listing)))
    assert await publish(market, HOLDING) == 0
    clock.advance(dt.timedelta(hours=24))
    assert await publish(market, HOLDING) == 0, "a count that came to the minute would tell when the third buyer had their parcel"
    clock.advance(dt.timedelta(hours=13))
    assert await publish(market, HOLDING) == 1
    assert await publish(market, HOLDING) == 0
    (count,) = (await page_of_counts(market, 0)).messages["attribution"]
    check_message(flow_on("attribution", clock.now()), count)
    assert (count["creator_id"], count["listing_id"], count["orders"], count["units"], count["commission"]) == (
        str(creator),
        str(listing),
        3,
        5,
        4_000,
    )
    assert count["day"] == "2024-02-02"


@pytest.mark.anyio
async def test_the_same_sale_told_twice_counts_once(market: UnitOfWork, clock: Any) -> None:  # noqa: ANN401 - a clock
    told = [sale(clock.now(), line(new_id(), new_id()))] * 2
    await note(market, *told)
    await note(market, *told)
    clock.advance(dt.timedelta(days=2))
    assert await publish(market, Holding(delay=HOUR, minimum=1)) == 1
    await note(market, *told)
    assert await publish(market, Holding(delay=HOUR, minimum=1)) == 0


@pytest.mark.anyio
async def test_a_day_is_jakartas(market: UnitOfWork) -> None:
    at = dt.datetime(2024, 1, 31, 17, 30, tzinfo=dt.UTC)
    await note(market, sale(at, line(new_id(), new_id())))
    await publish(market, Holding(delay=HOUR, minimum=1))
    (count,) = (await page_of_counts(market, 0)).messages["attribution"]
    assert count["day"] == "2024-02-01"


@pytest.mark.anyio
async def test_two_that_publish_at_once_tell_of_each_sale_once(committed_market: Any, clock: Any) -> None:  # noqa: ANN401 - a database's URLs and a clock
    database = open_database(committed_market.app_url, clock)
    async with database.unit_of_work() as uow:
        uow.tell(*(sale(clock.now(), line(new_id(), new_id())) for _ in range(20)))
    for reaction in attribution_reactions():
        await react_once(database, reaction)
    clock.advance(dt.timedelta(days=2))
    published = await asyncio.gather(*(publish_attribution(database, Holding(delay=HOUR, minimum=1)) for _ in range(4)))
    assert sorted(published) == [0, 0, 0, 20]
    await database.close()


@pytest.mark.anyio
@pytest.mark.parametrize("seed", [1, 2])
async def test_over_time_counts_are_what_the_ledger_owes_creators(sides: Any, seed: int) -> None:  # noqa: ANN401 - both sides of the door
    chance = random.Random(seed)  # noqa: S311 - a made-up market, not secrets
    shops, creators, listings = ([new_id() for _ in range(many)] for many in (2, 3, 2))
    clock = sides.clock
    async with sides.market.unit_of_work() as uow:
        names = [sellers.NewShop(shop_id=sellers.ShopId(shop), name=f"Toko {n}", joined_at=clock.now()) for n, shop in enumerate(shops)]
        await sellers.open_shops(uow, names)
        await open_door(uow, "uji coba")
    owed: defaultdict[UUID, int] = defaultdict(int)
    for _ in range(40):
        clock.advance(dt.timedelta(hours=chance.randrange(1, 9)))
        async with sides.market.unit_of_work() as uow:
            for _ in range(chance.randrange(3)):
                sold = [line(chance.choice(creators), chance.choice(listings), chance.randrange(1, 9_000)) for _ in range(2)]
                event = sale(clock.now(), *sold, shop_id=chance.choice(shops))
                uow.tell(event)
                await ledger.post(uow, [posting_of(event)])
                for each in sold:
                    assert each.creator_id is not None
                    owed[each.creator_id] += each.commission.rupiah
        for reaction in attribution_reactions():
            await react_once(sides.market, reaction)
        await publish_attribution(sides.market, HOLDING)
        assert (await pull_attribution(sides.social, sides.client, sides.door)).failure == ""
        async with sides.social.unit_of_work() as uow:
            for creator in creators:
                assert (await earnings_of(uow, creator)).commission.rupiah <= owed[creator]
    clock.advance(dt.timedelta(days=3))
    await publish_attribution(sides.market, Holding(delay=HOUR, minimum=1))
    await pull_attribution(sides.social, sides.client, sides.door)
    async with sides.market.unit_of_work() as uow:
        in_ledger = {creator: await credited(uow, shops, creator) for creator in creators}
    async with sides.social.unit_of_work() as uow:
        earned = {creator: (await earnings_of(uow, creator)).commission.rupiah for creator in creators}
        crossings = await list_crossings(uow)
        counts = (await uow.connection.execute(text("select count(*) from exchange.creator_earning"))).scalar_one()
    assert earned == in_ledger == dict(owed)
    assert sum(crossing.items for crossing in crossings) == counts


def posting_of(event: SaleCompleted) -> ledger.Posting:
    """Only what concerns creators, from the buyers' escrow."""
    by_creator: defaultdict[UUID, Money] = defaultdict(lambda: ZERO)
    for each in event.lines:
        if each.creator_id is not None:
            by_creator[each.creator_id] += each.commission
    credits_ = [ledger.credit(ledger.Account.CREATOR_COMMISSION_PAYABLE, amount, party) for party, amount in by_creator.items()]
    return ledger.Posting(
        shop_id=event.shop_id,
        posting_id=ledger.PostingId(uuid5(event.order_id, "completed")),
        kind="order_completed",
        reference=f"order:{event.order_id}",
        at=event.completed_at,
        lines=(ledger.debit(ledger.Account.BUYER_ESCROW, event.commission), *credits_),
    )


async def credited(uow: UnitOfWork, shops: list[UUID], creator: UUID) -> int:
    balances = [await ledger.balances(uow, shop, party=creator) for shop in shops]
    return -sum(balance.get(ledger.Account.CREATOR_COMMISSION_PAYABLE, ZERO).rupiah for balance in balances)
