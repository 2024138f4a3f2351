"""A card as a message of the register and back, which cards say something new, and words to find them by; pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from padu.exchange.cards.types import Card, CardFacts, ListingKey
from padu.kernel.money import Money

MOST_WORDS = 8
_WHEN = "updated_at"


def as_message(facts: CardFacts, updated_at: str) -> dict[str, Any]:
    """The fields of the flow `cards`."""
    return {
        "listing_id": str(facts.listing_id),
        "title": facts.title,
        "price": facts.price.rupiah,
        "picture": facts.picture,
        "emoji": facts.emoji,
        "shop": facts.shop,
        "city": facts.city,
        "rating": None if facts.rating is None else round(facts.rating * 10),
        "sold": facts.sold,
        "in_stock": facts.in_stock,
        "badges": list(facts.badges),
        _WHEN: updated_at,
    }


def as_card(message: Mapping[str, Any]) -> Card:
    """The card that a message of the flow `cards` holds; the register has checked it."""
    return Card(
        listing_id=UUID(message["listing_id"]),
        title=message["title"],
        price=Money(message["price"]),
        picture=message["picture"],
        emoji=message["emoji"],
        shop=message["shop"],
        city=message["city"],
        rating=None if message["rating"] is None else message["rating"] / 10,
        sold=message["sold"],
        in_stock=message["in_stock"],
        badges=tuple(message["badges"]),
        updated_at=dt.datetime.fromisoformat(message[_WHEN]),
    )


def choose_changed(
    offered: Iterable[tuple[ListingKey, dict[str, Any]]], standing: Mapping[ListingKey, dict[str, Any]]
) -> list[tuple[ListingKey, dict[str, Any]]]:
    """The cards to write: those that are not lent yet, or say something else than before. The last one offered of a listing counts."""
    once = dict(offered)
    return [(key, card) for key, card in sorted(once.items()) if key not in standing or _said(standing[key]) != _said(card)]


def search_words(typed: str) -> str | None:
    """The reader's words as a `tsquery`: every word must occur, the last may be unfinished; None when there is no word at all."""
    words = re.findall(r"[^\W_]+", typed.lower())[:MOST_WORDS]
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else None


def _said(message: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != _WHEN}
