"""Reads of cards: on the market's side what is lent, on the social side what was received."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from padu.exchange.cards import rules, store_lent, store_received
from padu.exchange.cards.types import Card, LentCard
from padu.exchange.register import PAGE_LIMIT, Answer, as_moment, pull_state
from padu.platform.unit_of_work import UnitOfWork

CARDS_PATH = "/exchange/v1/cards"


async def admitted_shops(uow: UnitOfWork) -> set[UUID]:
    """The shops whose listings may be lent (market's side)."""
    return await store_lent.admitted(uow)


async def page_of_cards(uow: UnitOfWork, after: int, limit: int = PAGE_LIMIT) -> Answer:
    """What changed among the lent cards after a number: cards, and withdrawals (market's side)."""
    rows = await store_lent.cards_after(uow, after, limit + 1)
    shown = rows[:limit]
    withdrawn = [{"listing_id": str(row.listing_id), "withdrawn_at": as_moment(row.changed_at)} for row in shown if row.is_withdrawn]
    return Answer(
        messages={"cards": [row.card for row in shown if not row.is_withdrawn], "card_withdrawals": withdrawn},
        next=shown[-1].number if shown else after,
        more=len(rows) > limit,
    )


async def find_lent(uow: UnitOfWork, listing_id: UUID) -> LentCard | None:
    """The card of a listing that is, or was, lent (market's side); None for a listing that never was."""
    found = await store_lent.card_of_listing(uow, listing_id)
    if found is None:
        return None
    shop_id, message, is_lent = found
    return LentCard(shop_id=shop_id, card=rules.as_card(message), is_lent=is_lent)


async def lent_cards(uow: UnitOfWork, listing_ids: Collection[UUID]) -> dict[UUID, Card]:
    """The cards of these listings that the market lends us, by listing (social side); none while it says that the door is closed."""
    if not listing_ids or not await _door_is_open(uow):
        return {}
    cards = [rules.as_card(message) for message in await store_received.cards_of(uow, listing_ids)]
    return {card.listing_id: card for card in cards}


async def find_cards(uow: UnitOfWork, words: str, limit: int = 20) -> list[Card]:
    """Cards whose title holds these words (social side), what can be had first; without any word, those that came last."""
    if not await _door_is_open(uow):
        return []
    asked = rules.search_words(words)
    if asked is None:
        return [] if words.strip() else [rules.as_card(message) for message in await store_received.newest_cards(uow, limit)]
    return [rules.as_card(message) for message in await store_received.find_cards(uow, asked, limit)]


async def _door_is_open(uow: UnitOfWork) -> bool:
    return (await pull_state(uow, "cards")).door_is_open
