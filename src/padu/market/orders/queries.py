"""Reads of orders for pages: how many units were sold. Nothing of a buyer is read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from padu.platform.unit_of_work import UnitOfWork


async def units_sold(uow: UnitOfWork, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, int]:
    """Units sold by listing id, less what came back and without cancelled or unpaid orders; an unsold listing is absent."""
    if not keys:
        return {}
    statement = text("""
        select l.listing_id, sum(l.quantity - l.returned_quantity)::bigint as units
        from market.order_line l
        join market.shop_order o on o.shop_id = l.shop_id and o.order_id = l.order_id
        where (l.shop_id, l.listing_id) in (select * from unnest(cast(:shops as uuid[]), cast(:listings as uuid[])))
          and l.is_sale and o.status not in ('cancelled', 'awaiting_payment', 'returned')
        group by l.listing_id
    """)
    found = await uow.connection.execute(statement, {"shops": [key[0] for key in keys], "listings": [key[1] for key in keys]})
    return {row.listing_id: row.units for row in found}
