"""Answers to what changes a card: an order takes units or gives them back, a shop is admitted."""

from __future__ import annotations

from collections.abc import Sequence

from padu.events import Event
from padu.events.exchange import ShopAdmitted
from padu.events.market import OrderMoved, OrderPlaced
from padu.exchange import cards
from padu.exchange.findings import LawBook
from padu.market.lending import store
from padu.market.lending.lend_listings import lend_listings
from padu.platform.event_log import Reaction
from padu.platform.jobs import defer
from padu.platform.unit_of_work import UnitOfWork

LEND_SHOP = "market.lend_shop"
"""The job's name that `lend_shop` runs under."""


def reactions(law: LawBook) -> tuple[Reaction, ...]:
    """The market's side's reactions, judging by this law."""

    async def lend_what_orders_hold(uow: UnitOfWork, events: Sequence[Event]) -> None:
        admitted = await cards.admitted_shops(uow)
        orders = {(event.shop_id, event.order_id) for event in events if isinstance(event, OrderPlaced | OrderMoved)}
        changed = {order for order in orders if order[0] in admitted}
        if changed:
            await lend_listings(uow, law, await store.listings_of_orders(uow, changed))

    async def lend_admitted_shops(uow: UnitOfWork, events: Sequence[Event]) -> None:
        for shop_id in sorted({event.shop_id for event in events if isinstance(event, ShopAdmitted)}):
            await defer(uow, LEND_SHOP, {"shop_id": str(shop_id)}, lock=f"{LEND_SHOP} {shop_id}")

    return (
        Reaction("lending.orders", (OrderPlaced, OrderMoved), lend_what_orders_hold),
        Reaction("lending.admitted", (ShopAdmitted,), lend_admitted_shops),
    )
