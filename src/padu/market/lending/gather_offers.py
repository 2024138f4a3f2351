"""Reads what a card says of listings, over the rooms of the market: a few batched reads, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from padu.exchange.cards import ListingKey
from padu.market.catalog import categories, lines_of
from padu.market.lending.types import OfferFacts
from padu.market.orders import units_sold
from padu.market.reviews import ratings_of
from padu.market.sellers import ships_from, shops_by_id
from padu.market.stock import units_of_listings
from padu.platform.unit_of_work import UnitOfWork


async def gather_offers(uow: UnitOfWork, keys: Sequence[ListingKey]) -> list[OfferFacts]:
    """What is known of those among these listings that are on sale."""
    lines = await lines_of(uow, keys)
    if not lines:
        return []
    found = [ListingKey(line.shop_id, line.listing_id) for line in lines]
    shop_ids = {key.shop_id for key in found}
    shops, places = await shops_by_id(uow, shop_ids), await ships_from(uow, shop_ids)
    ratings, sold, units = await ratings_of(uow, found), await units_sold(uow, found), await units_of_listings(uow, found)
    emojis = {line.slug: line.emoji for line in await categories(uow)}
    return [
        OfferFacts(
            key=key,
            title=line.title,
            category_slug=line.category_slug,
            emoji=emojis[line.category_slug],
            condition=line.condition,
            picture=line.picture,
            price=line.price.rupiah,
            shop=shops[key.shop_id].name,
            shop_is_open=shops[key.shop_id].status == "open",
            shop_is_abroad=places[key.shop_id].is_abroad,
            city=shops[key.shop_id].city,
            rating=rating.mean if (rating := ratings.get(key.listing_id)) else None,
            sold=sold.get(key.listing_id, 0),
            units=units.get(key.listing_id, 0),
        )
        for key, line in zip(found, lines, strict=True)
    ]
