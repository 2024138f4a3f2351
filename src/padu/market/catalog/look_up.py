"""Look listings and their variants up by id."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import msgspec

from padu.market.catalog.types import ListingId, VariantId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork


class FoundVariant(msgspec.Struct, frozen=True):
    """A variant that stands in the catalogue."""

    variant_id: VariantId
    name: str
    seller_sku: str


async def find_variants(uow: UnitOfWork, listings: set[tuple[ShopId, ListingId]]) -> dict[tuple[ShopId, ListingId], list[FoundVariant]]:
    """The variants of each of these listings, in the seller's order."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select v.shop_id, v.listing_id, v.variant_id, v.name, v.seller_sku from market.variant v"
        " join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, listing_id) using (shop_id, listing_id)"
        " order by v.shop_id, v.listing_id, v.position, v.variant_id",
        [[shop_id for shop_id, _ in listings], [listing_id for _, listing_id in listings]],
    )
    found: defaultdict[tuple[ShopId, ListingId], list[FoundVariant]] = defaultdict(list)
    for shop_id, listing_id, variant_id, name, seller_sku in await cursor.fetchall():
        found[shop_id, listing_id].append(FoundVariant(variant_id, name, seller_sku))
    return dict(found)


async def find_missing_listings(uow: UnitOfWork, asked: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these (shop, listing) do not stand on the market."""
    driver = await uow.driver()
    cursor = await driver.execute(
        "select shop_id, listing_id from market.listing join unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, listing_id)"
        " using (shop_id, listing_id)",
        [[shop_id for shop_id, _ in asked], [listing_id for _, listing_id in asked]],
    )
    return asked - {(shop_id, listing_id) for shop_id, listing_id in await cursor.fetchall()}
