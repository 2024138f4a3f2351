"""The market's side: load and save which shops are admitted and which cards are lent; no decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.exchange.cards.tables import admitted_shop, counter, lent_card
from padu.exchange.cards.types import ListingKey
from padu.platform.unit_of_work import UnitOfWork

_STANDING = """
    select shop_id, listing_id, card from exchange.lent_card
    where (shop_id, listing_id) in (select * from unnest(%s::uuid[], %s::uuid[])) and not is_withdrawn
"""

_PUT = """
    insert into exchange.lent_card (shop_id, listing_id, number, flow_version, card, is_withdrawn, changed_at)
    select shop_id, listing_id, number, %(version)s, card, false, %(at)s
    from unnest(%(shops)s::uuid[], %(listings)s::uuid[], %(numbers)s::bigint[], %(cards)s::jsonb[])
        as offered (shop_id, listing_id, number, card)
    order by shop_id, listing_id
    on conflict (shop_id, listing_id) do update set number = excluded.number, flow_version = excluded.flow_version,
        card = excluded.card, is_withdrawn = false, changed_at = excluded.changed_at
"""

_WITHDRAW = """
    insert into exchange.lent_card (shop_id, listing_id, number, flow_version, card, is_withdrawn, changed_at)
    select l.shop_id, l.listing_id, asked.number, l.flow_version, l.card, true, %(at)s
    from unnest(%(shops)s::uuid[], %(listings)s::uuid[], %(numbers)s::bigint[]) as asked (shop_id, listing_id, number)
    join exchange.lent_card l on l.shop_id = asked.shop_id and l.listing_id = asked.listing_id
    order by l.shop_id, l.listing_id
    on conflict (shop_id, listing_id) do update set number = excluded.number, is_withdrawn = true, changed_at = excluded.changed_at
"""


async def admit(uow: UnitOfWork, shop_ids: Collection[UUID]) -> list[UUID]:
    """Admit shops; returns those that were not."""
    rows = [{"shop_id": shop_id, "admitted_at": uow.clock.now()} for shop_id in sorted(set(shop_ids))]
    statement = insert(admitted_shop).values(rows).on_conflict_do_nothing().returning(admitted_shop.c.shop_id)
    return sorted((await uow.connection.execute(statement)).scalars())


async def dismiss(uow: UnitOfWork, shop_ids: Collection[UUID]) -> list[UUID]:
    """Take shops' admission back; returns those that had one. Waits for whoever is lending their cards right now."""
    # Locked in id order first, as whoever lends locks them.
    locked = select(admitted_shop.c.shop_id).where(admitted_shop.c.shop_id.in_(sorted(shop_ids)))
    found = list((await uow.connection.execute(locked.order_by(admitted_shop.c.shop_id).with_for_update())).scalars())
    await uow.connection.execute(delete(admitted_shop).where(admitted_shop.c.shop_id.in_(found)))
    return found


async def admitted(uow: UnitOfWork) -> set[UUID]:
    """The shops that are admitted."""
    return set((await uow.connection.execute(select(admitted_shop.c.shop_id))).scalars())


async def hold_admitted(uow: UnitOfWork, shop_ids: Collection[UUID]) -> set[UUID]:
    """Which of these are admitted, and stay so until the commit."""
    asked = select(admitted_shop.c.shop_id).where(admitted_shop.c.shop_id.in_(sorted(shop_ids))).order_by(admitted_shop.c.shop_id)
    return set((await uow.connection.execute(asked.with_for_update(key_share=True, read=True))).scalars())


async def lock_numbers(uow: UnitOfWork) -> int:
    """The last number that was given; nobody else gives one until the commit."""
    asked = select(counter.c.last).where(counter.c.name == "cards").with_for_update()
    return (await uow.connection.execute(asked)).scalar_one()


async def standing_cards(uow: UnitOfWork, keys: Sequence[ListingKey]) -> dict[ListingKey, dict[str, Any]]:
    """The cards of these listings that are lent at present."""
    cursor = await (await uow.driver()).execute(_STANDING, [[key.shop_id for key in keys], [key.listing_id for key in keys]])
    return {ListingKey(shop_id, listing_id): card for shop_id, listing_id, card in await cursor.fetchall()}


async def lent_keys(uow: UnitOfWork, shop_ids: Collection[UUID]) -> list[ListingKey]:
    """The listings of these shops that are lent at present."""
    asked = select(lent_card.c.shop_id, lent_card.c.listing_id).where(lent_card.c.shop_id.in_(list(shop_ids)), ~lent_card.c.is_withdrawn)
    return [ListingKey(*row) for row in await uow.connection.execute(asked)]


async def put_cards(uow: UnitOfWork, cards: Sequence[tuple[ListingKey, dict[str, Any]]], *, version: int, last: int) -> None:
    """Lend cards under the numbers after `last`."""
    values = {**_columns(uow, [key for key, _ in cards], last), "version": version, "cards": [Jsonb(card) for _, card in cards]}
    await (await uow.driver()).execute(_PUT, values)
    await _move_counter(uow, last + len(cards))


async def withdraw_cards(uow: UnitOfWork, keys: Sequence[ListingKey], *, last: int) -> None:
    """Withdraw cards that are lent, under the numbers after `last`."""
    await (await uow.driver()).execute(_WITHDRAW, _columns(uow, keys, last))
    await _move_counter(uow, last + len(keys))


async def cards_after(uow: UnitOfWork, number: int, limit: int) -> list[Any]:
    """Rows that changed after a number, in order."""
    asked = select(lent_card).where(lent_card.c.number > number).order_by(lent_card.c.number).limit(limit)
    return list((await uow.connection.execute(asked)).all())


async def card_of_listing(uow: UnitOfWork, listing_id: UUID) -> tuple[UUID, dict[str, Any], bool] | None:
    """Whose listing it is, its card, and whether it is lent and its shop admitted."""
    admission = admitted_shop.c.shop_id.is_not(None)
    asked = (
        select(lent_card.c.shop_id, lent_card.c.card, (~lent_card.c.is_withdrawn & admission).label("is_lent"))
        .join_from(lent_card, admitted_shop, admitted_shop.c.shop_id == lent_card.c.shop_id, isouter=True)
        .where(lent_card.c.listing_id == listing_id)
    )
    row = (await uow.connection.execute(asked)).first()
    return None if row is None else (row.shop_id, row.card, row.is_lent)


def _columns(uow: UnitOfWork, keys: Sequence[ListingKey], last: int) -> dict[str, Any]:
    return {
        "at": uow.clock.now(),
        "shops": [key.shop_id for key in keys],
        "listings": [key.listing_id for key in keys],
        "numbers": list(range(last + 1, last + 1 + len(keys))),
    }


async def _move_counter(uow: UnitOfWork, last: int) -> None:
    await uow.connection.execute(update(counter).where(counter.c.name == "cards").values(last=last))
