"""The jobs that go over many listings, a batch a transaction."""

from __future__ import annotations

from uuid import UUID

from padu.exchange import cards
from padu.exchange.findings import LawBook
from padu.market.lending import store
from padu.market.lending.lend_listings import lend_listings
from padu.market.lending.types import Lent, Walk
from padu.platform.unit_of_work import Database

BATCH = 200


async def lend_cards(database: Database, law: LawBook) -> Lent:
    """Go over all listings of all admitted shops once; a round that was broken off goes on where it stopped."""
    total = Lent()
    while True:
        async with database.unit_of_work() as uow:
            walk = await store.lock_walk(uow)
            keys = await store.listings_after(uow, await cards.admitted_shops(uow), walk, BATCH)
            total += await lend_listings(uow, law, keys)
            await store.move_walk(uow, keys[-1] if len(keys) == BATCH else None)
        if len(keys) < BATCH:
            return total


async def lend_shop(database: Database, law: LawBook, shop_id: str) -> Lent:
    """Go over one shop's listings, when it was admitted."""
    total, walk = Lent(), Walk(shop_id=None, listing_id=None)
    while True:
        async with database.unit_of_work() as uow:
            keys = await store.listings_after(uow, [UUID(shop_id)], walk, BATCH)
            total += await lend_listings(uow, law, keys)
        if len(keys) < BATCH:
            return total
        walk = Walk(shop_id=keys[-1].shop_id, listing_id=keys[-1].listing_id)
