"""What a shop sees of its own listings, also of those that are not shown to buyers."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec
from psycopg.rows import dict_row

from padu.kernel.money import Money
from padu.market.catalog.types import ListingStatus
from padu.platform.unit_of_work import UnitOfWork

_LINES = """
    select l.listing_id, l.title, l.category_slug, l.status, l.pictures[1] as picture, l.channels, l.created_at,
        v.variants, v.lowest, v.highest
    from market.listing l
    cross join lateral (
        select count(*) as variants, min(price_idr) as lowest, max(price_idr) as highest
        from market.variant where shop_id = l.shop_id and listing_id = l.listing_id and status <> 'deleted'
    ) v
    where l.shop_id = %(shop_id)s
      and case when %(status)s::text is null then l.status <> 'deleted' else l.status = %(status)s end
      and (%(at)s::timestamptz is null or l.created_at < %(at)s or (l.created_at = %(at)s and l.listing_id > %(after_id)s::uuid))
    order by l.created_at desc, l.listing_id limit %(limit)s
"""
_VARIANTS = """
    select v.variant_id, v.listing_id, l.title, v.name, v.price_idr
    from market.variant v
    join market.listing l on l.shop_id = v.shop_id and l.listing_id = v.listing_id
    where v.shop_id = %s and v.status = 'active' and l.status = 'active'
    order by l.created_at desc, v.listing_id, v.position, v.variant_id limit %s
"""


class ShopListingPlace(msgspec.Struct, frozen=True):
    """Where a page of a shop's listings ended."""

    at: dt.datetime
    listing_id: UUID


class ShopListing(msgspec.Struct, frozen=True, kw_only=True):
    """A listing in its shop's list. Prices span its variants, None where it has none."""

    listing_id: UUID
    title: str
    category_slug: str
    status: ListingStatus
    picture: str | None
    channels: tuple[str, ...]
    created_at: dt.datetime
    variants: int
    lowest: Money | None
    highest: Money | None


class ShopListingPage(msgspec.Struct, frozen=True):
    """One page and where the next begins; `next` is None on the last."""

    lines: tuple[ShopListing, ...]
    next: ShopListingPlace | None


class ShopVariant(msgspec.Struct, frozen=True, kw_only=True):
    """A variant that can be bought, with what it is a form of."""

    variant_id: UUID
    listing_id: UUID
    title: str
    name: str
    price: Money


async def list_shop_listings(
    uow: UnitOfWork, shop_id: UUID, *, status: ListingStatus | None = None, after: ShopListingPlace | None = None, limit: int = 30
) -> ShopListingPage:
    """A shop's listings, the newest first; of one status where asked so, else all that are not deleted."""
    values = {
        "shop_id": shop_id,
        "status": status.value if status else None,
        "at": after.at if after else None,
        "after_id": after.listing_id if after else None,
        "limit": limit + 1,
    }
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_LINES, values)
        rows = await cursor.fetchall()
    lines = tuple(
        ShopListing(
            status=ListingStatus(row.pop("status")),
            channels=tuple(row.pop("channels")),
            lowest=_money(row.pop("lowest")),
            highest=_money(row.pop("highest")),
            **row,
        )
        for row in rows
    )
    if len(lines) <= limit:
        return ShopListingPage(lines, None)
    last = lines[limit - 1]
    return ShopListingPage(lines[:limit], ShopListingPlace(last.created_at, last.listing_id))


async def shop_variants(uow: UnitOfWork, shop_id: UUID, limit: int = 5000) -> tuple[ShopVariant, ...]:
    """The variants that a shop offers now."""
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_VARIANTS, [shop_id, limit])
        return tuple(ShopVariant(price=Money(row.pop("price_idr")), **row) for row in await cursor.fetchall())


def _money(rupiah: int | None) -> Money | None:
    return None if rupiah is None else Money(rupiah)
