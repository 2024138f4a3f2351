"""Check out: the law is asked, creators who led the buyer here are credited, and what was wanted is placed."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from padu.engines.rules import Facts
from padu.exchange.findings import Findings, LawBook, ask, blocking
from padu.exchange.handoff import credited_creators
from padu.market.orders import keep_purchases, rules
from padu.market.orders.commands.place_purchases import place_purchases
from padu.market.orders.types import Credit, Deadlines, LawRefusal, OrderError, PlacedPurchase, WantedPurchase
from padu.market.sellers import ships_from
from padu.platform.unit_of_work import UnitOfWork

# Checkout, tokens, settlement and invoices stand on this side; a wallet's token stays with the gateway.
_HERE: Facts = {
    "checkout.front": "market",
    "payment.intent_domain": "market",
    "payment.token_domain": "none",
    "payment.settlement_domain": "market",
    "payment.invoice_domain": "market",
}


async def check_out(uow: UnitOfWork, book: LawBook, wish: WantedPurchase, deadlines: Deadlines) -> PlacedPurchase | LawRefusal:
    """Place a checkout, or refuse it with the rule that forbids it.

    A refusal is returned and not raised, so that the finding is committed. Raises `OrderError` as `place_purchases` does, and
    `order.too_many_unpaid` for a buyer whose other purchases await payment.
    """
    if await keep_purchases.lock_unpaid(uow, wish.buyer_id, wish.purchase_id) >= rules.MOST_UNPAID:
        where = f"purchase {wish.purchase_id}"
        raise OrderError("order.too_many_unpaid", "too many purchases await payment", where=where, todo="pay or cancel one first")
    if refusal := await _ask_law(uow, book, wish):
        return refusal
    (placed,) = await place_purchases(uow, [await _credit(uow, wish)], deadlines)
    return placed


async def _credit(uow: UnitOfWork, wish: WantedPurchase) -> WantedPurchase:
    """The same wish, each line with the creator who led the buyer to its listing, where they agreed to tell."""
    listings = sorted({line.listing_id for order in wish.orders for line in order.lines})
    found = await credited_creators(uow, wish.buyer_id, listings, uow.clock.now())
    credits_ = {listing: Credit(handoff_id=each.handoff_id, creator_id=each.creator_id) for listing, each in found.items()}
    credited = [
        replace(order, lines=tuple(replace(line, credit=credits_.get(line.listing_id)) for line in order.lines)) for order in wish.orders
    ]
    return replace(wish, orders=tuple(credited))


async def _ask_law(uow: UnitOfWork, book: LawBook, wish: WantedPurchase) -> LawRefusal | None:
    subject = f"purchase:{wish.purchase_id}"
    answers = [await ask(uow, book, "payment.intent", _HERE, subject=subject, occasion="checkout")]
    places = await ships_from(uow, {order.shop_id for order in wish.orders})
    for shop_id in sorted(places):
        # Of goods from abroad the market knows no declared value: the rules flag them for a person.
        abroad = places[shop_id].is_abroad
        facts: Facts = {**_HERE, "merchant.abroad": abroad, "item.ships_from_abroad": abroad}
        answers.append(await ask(uow, book, "checkout.place", facts, subject=f"{subject}/{shop_id}", occasion="checkout"))
    return next((_refusal(wish.purchase_id, answer) for answer in answers if blocking(answer)), None)


def _refusal(purchase_id: UUID, answer: Findings) -> LawRefusal:
    first = blocking(answer)[0]
    return LawRefusal(
        purchase_id=purchase_id,
        rule_id=first.rule_id,
        law=first.law,
        article=first.article,
        message_id=first.message.id,
        message_en=first.message.en,
    )
