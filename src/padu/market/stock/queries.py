"""Reads of stock for pages: units on hand by listing and by variant."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from padu.platform.unit_of_work import UnitOfWork


async def units_of_listings(uow: UnitOfWork, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, int]:
    """Units on hand over all active variants and warehouses, by listing id; a listing without stock rows is absent."""
    if not keys:
        return {}
    statement = text("""
        select v.listing_id, sum(s.on_hand)::bigint as units
        from market.variant v
        join market.stock s on s.shop_id = v.shop_id and s.variant_id = v.variant_id
        where (v.shop_id, v.listing_id) in (select * from unnest(cast(:shops as uuid[]), cast(:listings as uuid[])))
          and v.status = 'active'
        group by v.listing_id
    """)
    found = await uow.connection.execute(statement, {"shops": [key[0] for key in keys], "listings": [key[1] for key in keys]})
    return {row.listing_id: row.units for row in found}


async def units_of_variants(uow: UnitOfWork, shop_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Units on hand over all warehouses, by variant id; a variant without stock rows is absent."""
    statement = text("""
        select variant_id, sum(on_hand)::bigint as units from market.stock
        where shop_id = :shop_id and variant_id = any(:variants) group by variant_id
    """)
    found = await uow.connection.execute(statement, {"shop_id": shop_id, "variants": list(variant_ids)})
    return {row.variant_id: row.units for row in found}
