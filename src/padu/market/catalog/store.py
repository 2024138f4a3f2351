"""Load and save listings and variants; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import msgspec

from padu.market.catalog.types import ListingChannel, ListingId, NewListing, NewVariant, VariantId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork

_UNKNOWN_CATEGORIES = """
    select slug from unnest(%s::text[]) as asked (slug)
    where not exists (select from market.category where category.slug = asked.slug)
"""

_ADD_LISTINGS = """
    insert into market.listing
        (shop_id, listing_id, title, description, category_slug, brand, condition, status, weight_grams, minimum_order, pictures,
         channels, created_at, updated_at)
    select shop_id, listing_id, title, description, category_slug, brand, condition, status, weight_grams, minimum_order, pictures,
        channels, created_at, updated_at
    from json_to_recordset(%s::json) as r (
        shop_id uuid, listing_id uuid, title text, description text, category_slug text, brand text, condition text, status text,
        weight_grams integer, minimum_order integer, pictures text[], channels text[], created_at timestamptz, updated_at timestamptz)
    order by shop_id, listing_id
    on conflict (shop_id, listing_id) do nothing
    returning listing_id
"""

_ADD_VARIANTS = """
    insert into market.variant
        (shop_id, variant_id, listing_id, name, seller_sku, price_idr, original_amount, original_currency, fx_rate, fx_on, fx_source,
         barcode, position, status)
    select shop_id, variant_id, listing_id, name, seller_sku, price_idr, original_amount, original_currency, fx_rate, fx_on, fx_source,
        barcode, position, status
    from json_to_recordset(%s::json) as r (
        shop_id uuid, variant_id uuid, listing_id uuid, name text, seller_sku text, price_idr bigint, original_amount numeric,
        original_currency text, fx_rate numeric, fx_on date, fx_source text, barcode text, position integer, status text)
    order by shop_id, variant_id
    on conflict (shop_id, variant_id) do nothing
    returning variant_id
"""

# Rows are locked in id order before any is changed; those that carry the channel already are left as they are.
_ADD_CHANNEL = """
    with locked as (
        select listing_id from market.listing
        where shop_id = %(shop)s and listing_id = any(%(listings)s::uuid[]) and not channels @> array[%(channel)s::text]
        order by listing_id
        for update
    )
    update market.listing
    set channels = listing.channels || %(channel)s::text
    from locked
    where listing.shop_id = %(shop)s and listing.listing_id = locked.listing_id
    returning listing.listing_id
"""


async def unknown_categories(uow: UnitOfWork, slugs: Iterable[str]) -> list[str]:
    """Which of these slugs are no category of the market."""
    cursor = await (await uow.driver()).execute(_UNKNOWN_CATEGORIES, [list(slugs)])
    return [row[0] for row in await cursor.fetchall()]


async def add_listings(uow: UnitOfWork, listings: Sequence[NewListing], now: dt.datetime) -> frozenset[ListingId]:
    """Insert listings without their variants; returns those that were not there."""
    rows = [_listing_row(listing, now) for listing in listings]
    return frozenset(ListingId(row[0]) for row in await _insert(uow, _ADD_LISTINGS, rows))


async def add_variants(uow: UnitOfWork, variants: Iterable[tuple[ShopId, ListingId, NewVariant]]) -> frozenset[VariantId]:
    """Insert variants of listings that stand; returns those that were not there."""
    rows = [_variant_row(*variant) for variant in variants]
    return frozenset(VariantId(row[0]) for row in await _insert(uow, _ADD_VARIANTS, rows))


async def add_channels(uow: UnitOfWork, additions: Mapping[tuple[ShopId, str], Sequence[ListingId]]) -> list[ListingChannel]:
    """Append channels to listings that lack them, shop by shop in id order; returns those."""
    driver = await uow.driver()
    # One statement a shop, so that rows are locked with the key bound; in pipeline mode they travel together.
    async with driver.pipeline():
        answers = [
            (shop_id, channel, await driver.execute(_ADD_CHANNEL, {"shop": shop_id, "channel": channel, "listings": list(listings)}))
            for (shop_id, channel), listings in sorted(additions.items())
        ]
    return [
        ListingChannel(shop_id=shop_id, listing_id=ListingId(row[0]), channel=channel)
        for shop_id, channel, cursor in answers
        for row in await cursor.fetchall()
    ]


async def _insert(uow: UnitOfWork, statement: LiteralString, rows: object) -> list[Any]:
    cursor = await (await uow.driver()).execute(statement, [msgspec.json.encode(rows).decode()])
    return await cursor.fetchall()


def _listing_row(listing: NewListing, now: dt.datetime) -> dict[str, object]:
    created_at = listing.created_at or now
    row: dict[str, object] = {name: getattr(listing, name) for name in NewListing.__struct_fields__ if name != "variants"}
    row |= {"created_at": created_at, "updated_at": listing.updated_at or created_at}
    return row


def _variant_row(shop_id: ShopId, listing_id: ListingId, variant: NewVariant) -> dict[str, object]:
    original, rate = variant.original, variant.rate
    return {
        "shop_id": shop_id,
        "variant_id": variant.variant_id,
        "listing_id": listing_id,
        "name": variant.name,
        "seller_sku": variant.seller_sku,
        "price_idr": variant.price.rupiah,
        "original_amount": original.value if original else None,
        "original_currency": original.currency if original else None,
        "fx_rate": rate.rupiah_per_unit if rate else None,
        "fx_on": rate.on if rate else None,
        "fx_source": rate.source if rate else None,
        "barcode": variant.barcode,
        "position": variant.position,
        "status": variant.status,
    }
