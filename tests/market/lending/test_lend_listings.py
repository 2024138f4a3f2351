from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from padu.engines.rules import Outcome, load_pack
from padu.engines.rules.types import Compare, Operator
from padu.events.market import OrderPlaced
from padu.events.oversight import FindingMade
from padu.exchange import cards
from padu.exchange.cards import ListingKey
from padu.exchange.findings import LawBook
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import catalog, lending, sellers, stock
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

pytestmark = pytest.mark.anyio
BuildMarket = Callable[..., Awaitable[Any]]
LAW = LawBook(load_pack(Path(__file__).parents[3] / "law" / "id"), "strict_frontend")


def blocking(fact: str, value: bool | str) -> LawBook:  # noqa: FBT001 - a fact's value
    """The law, with one rule that blocks where a fact has a value."""
    rule = dataclasses.replace(LAW.pack.rules["MOT31-FMER-1"], when=Compare(fact, Operator.EQ, value), outcome=Outcome.BLOCK)
    return LawBook(dataclasses.replace(LAW.pack, rules={**LAW.pack.rules, rule.id: rule}), LAW.profile)


async def fill(uow: UnitOfWork, small: Any, units: int = 7) -> ListingKey:  # noqa: ANN401 - a small market
    movement = stock.StockMovement(
        shop_id=small.shop_id,
        entry_id=stock.EntryId(new_id()),
        variant_id=small.variants[0],
        warehouse_id=small.warehouse_id,
        delta=units,
        reason=stock.StockReason.OPENING,
        at=uow.clock.now(),
    )
    await stock.record_movements(uow, [movement])
    return ListingKey(small.shop_id, small.listing_id)


async def lent(uow: UnitOfWork, key: ListingKey) -> cards.Card | None:
    found = await cards.find_lent(uow, key.listing_id)
    return found.card if found and found.is_lent else None


async def test_a_card_says_what_the_market_knows(market: UnitOfWork, small: Any) -> None:  # noqa: ANN401 - a small market
    key = await fill(market, small)
    assert await lending.lend_listings(market, LAW, [key]) == lending.Lent()
    await cards.admit_shops(market, [key.shop_id])
    assert await lending.lend_listings(market, LAW, [key]) == lending.Lent(seen=1, lent=1)
    card = await lent(market, key)
    assert card is not None
    assert (card.title, card.price, card.shop, card.emoji, card.rating, card.sold, card.in_stock, card.badges) == (
        "Kaos polos",
        Money(45_000),
        "Toko Kecil",
        "👔",
        None,
        0,
        True,
        (),
    )


async def test_what_is_flagged_is_lent_and_found_once(market: UnitOfWork, small: Any, clock: FixedClock) -> None:  # noqa: ANN401 - a small market
    key = await fill(market, small)
    await cards.admit_shops(market, [key.shop_id])
    await lending.lend_listings(market, LAW, [key])
    found = [event for event in market.told if isinstance(event, FindingMade)]
    assert {(event.rule_id, event.outcome, event.subject, event.occasion) for event in found} == {
        ("MOT31-LIC-4", "flag", f"listing:{key.listing_id}", "listing")
    }
    clock.advance(dt.timedelta(days=3))
    await fill(market, small, 3)
    await lending.lend_listings(market, LAW, [key])
    assert [event for event in market.told if isinstance(event, FindingMade)] == found


async def test_the_law_is_asked_again_on_the_day_a_rule_begins(market: UnitOfWork, small: Any, clock: FixedClock) -> None:  # noqa: ANN401 - a small market
    key = await fill(market, small)
    await cards.admit_shops(market, [key.shop_id])
    await lending.lend_listings(market, LAW, [key])
    market.told.clear()
    clock.at = dt.datetime(2026, 10, 17, 17, 0, tzinfo=dt.UTC)  # the eighteenth has begun in Jakarta
    await lending.lend_listings(market, LAW, [key])
    assert {event.on for event in market.told if isinstance(event, FindingMade)} == {dt.date(2026, 10, 18)}


async def test_what_a_rule_blocks_is_not_lent_and_what_it_blocks_later_is_withdrawn(market: UnitOfWork, small: Any) -> None:  # noqa: ANN401 - a small market
    key = await fill(market, small)
    await cards.admit_shops(market, [key.shop_id])
    forbidden = blocking("item.regulated_class", "none")
    assert await lending.lend_listings(market, forbidden, [key]) == lending.Lent(seen=1, blocked=1)
    assert await lent(market, key) is None
    assert await lending.lend_listings(market, LAW, [key]) == lending.Lent(seen=1, lent=1)
    assert await lending.lend_listings(market, forbidden, [key]) == lending.Lent(seen=1, withdrawn=1, blocked=1)
    assert await lent(market, key) is None
    assert {event.outcome for event in market.told if isinstance(event, FindingMade) and event.rule_id == "MOT31-FMER-1"} == {"block"}


async def test_a_listing_off_sale_and_a_shop_that_closed_are_withdrawn(market: UnitOfWork, build_market: BuildMarket) -> None:
    one, two = await build_market(market, "Toko Satu"), await build_market(market, "Toko Dua")
    keys = [await fill(market, each) for each in (one, two)]
    await cards.admit_shops(market, [key.shop_id for key in keys])
    assert (await lending.lend_listings(market, LAW, keys)).lent == 2
    await market.connection.execute(
        text("update market.listing set status = 'inactive' where listing_id = :id"), {"id": keys[0].listing_id}
    )
    await market.connection.execute(text("update market.shop set status = 'closed' where shop_id = :id"), {"id": keys[1].shop_id})
    assert await lending.lend_listings(market, LAW, keys) == lending.Lent(seen=2, withdrawn=2)


async def many_listings(database: Database, count: int) -> sellers.ShopId:
    shop_id = sellers.ShopId(new_id())
    async with database.unit_of_work() as uow:
        await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name="Toko Besar", joined_at=uow.clock.now())])
        await catalog.publish_listings(
            uow,
            [
                catalog.NewListing(
                    shop_id=shop_id,
                    listing_id=catalog.ListingId(new_id()),
                    title=f"Buku {number}",
                    category_slug="buku-alat-tulis",
                    variants=(catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(9_000)),),
                )
                for number in range(count)
            ],
        )
        await cards.admit_shops(uow, [shop_id])
    return shop_id


@pytest.fixture
async def database(committed_market: Any, clock: FixedClock) -> Any:  # noqa: ANN401 - a database's URLs
    opened = open_database(committed_market.app_url, clock)
    yield opened
    await opened.close()


async def test_a_round_goes_over_all_and_goes_on_where_it_was_broken_off(database: Database) -> None:
    await many_listings(database, 450)
    asked = 0

    class Stopped(Exception):  # noqa: N818 - it stands for a crash
        pass

    class Breaking(Database):
        """Fails in the middle of the second batch."""

        def unit_of_work(self) -> Any:  # noqa: ANN401 - as the parent's
            nonlocal asked
            asked += 1
            if asked == 2:
                raise Stopped
            return super().unit_of_work()

    with pytest.raises(Stopped):
        await lending.lend_cards(Breaking(database.engine, database.clock), LAW)
    assert await lending.lend_cards(database, LAW) == lending.Lent(seen=250, lent=250)
    assert await lending.lend_cards(database, LAW) == lending.Lent(seen=450)


async def test_an_admitted_shop_is_lent_by_a_job_and_an_order_changes_what_its_cards_say(database: Database) -> None:
    shop_id = await many_listings(database, 3)
    orders, admitted = lending.reactions(LAW)
    assert await react_once(database, admitted) > 0
    async with database.unit_of_work() as uow:
        jobs = (await uow.connection.execute(text("select task_name, args from procrastinate.procrastinate_jobs"))).all()
        page = await catalog.list_listings(uow, catalog.ListingFilter(shop_ids=(shop_id,)))
    assert [tuple(job) for job in jobs] == [(lending.LEND_SHOP, {"shop_id": str(shop_id)})]
    assert await lending.lend_shop(database, LAW, str(shop_id)) == lending.Lent(seen=3, lent=3)
    (line, *_) = page.lines
    order_id = new_id()
    async with database.unit_of_work() as uow:
        await sell(uow, shop_id, order_id, line.listing_id, 4)
        uow.tell(OrderPlaced(shop_id=shop_id, order_id=order_id, purchase_id=new_id(), total=Money(1), pay_by=uow.clock.now()))
    await react_once(database, orders)
    async with database.unit_of_work() as uow:
        found = await cards.find_lent(uow, line.listing_id)
    assert found is not None
    assert found.card.sold == 4


async def sell(uow: UnitOfWork, shop_id: Any, order_id: Any, listing_id: Any, units: int) -> None:  # noqa: ANN401 - ids
    """An order that stands, as an import would write it."""
    order = (
        "insert into market.shop_order (shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, ordered_at)"
        " values (:shop, :order, 'tokopedia', 'A1', 'completed', 'IDR', 1, 1, :now)"
    )
    line = (
        "insert into market.order_line (shop_id, order_id, line_no, listing_id, title, quantity, unit_price_original, unit_price_idr)"
        " values (:shop, :order, 1, :listing, 'Buku', :units, 1, 1)"
    )
    await uow.connection.execute(text(order), {"shop": shop_id, "order": order_id, "now": uow.clock.now()})
    await uow.connection.execute(text(line), {"shop": shop_id, "order": order_id, "listing": listing_id, "units": units})
