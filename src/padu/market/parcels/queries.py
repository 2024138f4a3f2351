"""Reads of parcels for pages. Who may see an order is asked of `orders` before."""

from __future__ import annotations

from msgspec.structs import replace

from padu.market.orders import OrderKey
from padu.market.parcels import store
from padu.market.parcels.types import ParcelView
from padu.platform.unit_of_work import UnitOfWork


async def parcels_of(uow: UnitOfWork, key: OrderKey) -> tuple[ParcelView, ...]:
    """The parcels of an order with their steps, last asked for first."""
    found = await store.parcels_of(uow, key.shop_id, key.order_id)
    return tuple([replace(each, steps=await store.steps_of(uow, each.shop_id, each.parcel_id)) for each in found])
