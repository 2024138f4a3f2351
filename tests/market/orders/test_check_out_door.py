"""Checking out: the law is asked first, and what it forbids is not placed but remembered."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.market.trading import DEADLINES, HOME, order, shelve, units, wish

from padu.engines.rules import load_pack
from padu.events.oversight import FindingMade
from padu.exchange.findings import LawBook
from padu.kernel.ids import new_id
from padu.market import cart, orders
from padu.market.orders import LawRefusal, PlacedPurchase, rules
from padu.market.orders.commands import check_out as checking
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def book() -> LawBook:
    return LawBook(load_pack(Path(__file__).parents[3] / "law" / "id"), "strict_frontend")


async def test_what_the_law_allows_is_placed(market: UnitOfWork, small: Any, book: LawBook) -> None:
    await shelve(market, small, 5)
    placed = await orders.check_out(market, book, wish(order(small)), DEADLINES)
    assert isinstance(placed, PlacedPurchase)
    assert placed.payment_id is not None
    assert not [event for event in market.told if isinstance(event, FindingMade)]


async def test_goods_from_abroad_are_flagged_for_a_person(market: UnitOfWork, small: Any, book: LawBook) -> None:
    await shelve(market, small, 5)
    await (await market.driver()).execute("update market.shop set seller_type = 'CROSS_BORDER'")
    placed = await orders.check_out(market, book, wish(order(small)), DEADLINES)
    assert isinstance(placed, PlacedPurchase)
    flagged = [event for event in market.told if isinstance(event, FindingMade)]
    assert {(event.outcome, event.occasion) for event in flagged} == {("flag", "checkout")}


async def test_what_the_law_forbids_is_refused_with_its_article_and_nothing_is_placed(
    market: UnitOfWork, small: Any, book: LawBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelve(market, small, 5)
    # As if the button stood in the social app.
    monkeypatch.setattr(checking, "_HERE", {**checking._HERE, "checkout.front": "social"})
    wanted = wish(order(small))
    refused = await orders.check_out(market, book, wanted, DEADLINES)
    assert isinstance(refused, LawRefusal)
    assert refused.rule_id == "MOT31-PAY-1-FRONT"
    assert refused.article
    assert await units(market, small) == [5, 0]
    assert {event.subject for event in market.told if isinstance(event, FindingMade) and event.outcome == "block"} >= {
        f"purchase:{wanted.purchase_id}"
    }


async def test_a_checkout_begins_with_what_can_be_ordered(market: UnitOfWork, small: Any) -> None:
    buyer = new_id()
    await shelve(market, small, 5)
    await cart.put_in(market, buyer, small.shop_id, small.variants[0])
    await cart.put_in(market, buyer, small.shop_id, small.variants[1])
    await cart.keep_address(market, buyer, HOME)
    draft = await orders.prepare_checkout(market, buyer)
    assert [[item.variant_id for item in shop.items] for shop in draft.shops] == [[small.variants[0]]]
    assert [item.variant_id for item in draft.left_out] == [small.variants[1]]
    assert draft.addresses == (HOME,)


async def test_who_does_not_pay_sets_aside_no_more(market: UnitOfWork, small: Any, book: LawBook) -> None:
    await shelve(market, small, 40)
    buyer = new_id()
    wishes = [wish(order(small), buyer_id=buyer) for _ in range(rules.MOST_UNPAID)]
    for one in wishes:
        await orders.check_out(market, book, one, DEADLINES)
    with pytest.raises(orders.OrderError) as refused:
        await orders.check_out(market, book, wish(order(small), buyer_id=buyer), DEADLINES)
    assert refused.value.code == "order.too_many_unpaid"
    again = await orders.check_out(market, book, wishes[-1], DEADLINES)
    assert isinstance(again, PlacedPurchase)
    assert again.payment_id is not None
    assert await units(market, small) == [40 - rules.MOST_UNPAID, 0]
    await orders.check_out(market, book, wish(order(small)), DEADLINES)
    await orders.cancel_purchases(market, orders.SYSTEM, [(buyer, wishes[0].purchase_id)], "not_paid_in_time")
    assert isinstance(await orders.check_out(market, book, wish(order(small), buyer_id=buyer), DEADLINES), PlacedPurchase)
