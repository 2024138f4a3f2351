"""Publish listings with their variants."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.catalog import rules, store
from padu.market.catalog.types import CatalogError, NewListing, Published
from padu.platform.unit_of_work import UnitOfWork


async def publish_listings(uow: UnitOfWork, listings: Sequence[NewListing]) -> Published:
    """Publish listings of shops that exist; returns what was not there before, which is all that is written.

    A listing or variant that stands already stays as it is; a new variant of a listing that stands is added to it.
    Raises `CatalogError` before anything is written where a listing cannot be kept or its category is unknown.
    """
    if not listings:
        return Published(listings=frozenset(), variants=frozenset())
    rules.check_listings(listings)
    unknown = await store.unknown_categories(uow, {listing.category_slug for listing in listings})
    if unknown:
        first = next(listing for listing in listings if listing.category_slug in unknown)
        raise CatalogError(
            "listing.category",
            f"{first.category_slug!r} is no category of the market",
            where=f"listing {first.listing_id} of shop {first.shop_id}",
            todo="use a slug of market.category, `lainnya` where none fits",
        )
    added = await store.add_listings(uow, listings, uow.clock.now())
    variants = await store.add_variants(uow, ((listing.shop_id, listing.listing_id, v) for listing in listings for v in listing.variants))
    return Published(listings=added, variants=variants)
