"""The social side: load and save the cards that the market lends; no decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.cards.tables import received_card
from padu.platform.unit_of_work import UnitOfWork

_FIND = text("""
    select card from (
        select card, listing_id from exchange.received_card
        where to_tsvector('simple', card ->> 'title') @@ to_tsquery('simple', :words)
        limit :candidates
    ) found
    order by (card ->> 'in_stock')::boolean desc, (card ->> 'sold')::bigint desc, listing_id
    limit :limit
""")


async def put_cards(uow: UnitOfWork, cards: Sequence[dict[str, Any]], *, version: int) -> None:
    """Write cards as they came; a newer one takes the place of what stood."""
    rows = [
        {"listing_id": UUID(card["listing_id"]), "flow_version": version, "card": card, "received_at": uow.clock.now()} for card in cards
    ]
    statement = insert(received_card).values(rows)
    changes = {name: statement.excluded[name] for name in ("flow_version", "card", "received_at")}
    await uow.connection.execute(statement.on_conflict_do_update(index_elements=[received_card.c.listing_id], set_=changes))


async def remove_cards(uow: UnitOfWork, listing_ids: Collection[UUID]) -> None:
    """Remove cards that were withdrawn."""
    await uow.connection.execute(delete(received_card).where(received_card.c.listing_id.in_(list(listing_ids))))


async def cards_of(uow: UnitOfWork, listing_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """The cards of these listings that stand."""
    asked = select(received_card.c.card).where(received_card.c.listing_id.in_(list(listing_ids)))
    return list((await uow.connection.execute(asked)).scalars())


async def find_cards(uow: UnitOfWork, words: str, limit: int) -> list[dict[str, Any]]:
    """Cards whose title fits a `tsquery`: what can be had first, then what sells."""
    values = {"words": words, "limit": limit, "candidates": max(500, limit)}
    return list((await uow.connection.execute(_FIND, values)).scalars())


async def newest_cards(uow: UnitOfWork, limit: int) -> list[dict[str, Any]]:
    """The cards that came last."""
    asked = select(received_card.c.card).order_by(received_card.c.received_at.desc(), received_card.c.listing_id).limit(limit)
    return list((await uow.connection.execute(asked)).scalars())
