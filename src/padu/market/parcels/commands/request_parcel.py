"""Ask for a packed order to be sent."""

from __future__ import annotations

from uuid import UUID

from padu.kernel.ids import new_id
from padu.market import orders
from padu.market.orders import OrderKey, OrderStatus
from padu.market.parcels import store
from padu.market.parcels.types import ParcelError
from padu.platform.unit_of_work import UnitOfWork


async def request_parcel(uow: UnitOfWork, key: OrderKey) -> UUID:
    """Write a parcel down for an order that is packed, sent as its buyer chose; returns its id, or that of one under way already.

    It is booked after the commit: at once by `book_parcel`, else by `book_waiting`. Errors: `order.unknown`, `parcels.not_packed`.
    """
    parcel_id = new_id()
    to = await orders.consignment_of(uow, key)
    if not await store.add_parcel(uow, parcel_id, (key.shop_id, key.order_id), (to.courier_company, to.courier_service)):
        return (await store.parcels_of(uow, key.shop_id, key.order_id))[0].parcel_id
    order = await orders.await_courier(uow, key)
    if order.status is not OrderStatus.PACKED:
        raise ParcelError("parcels.not_packed", f"the order is {order.status}, not packed", where=f"order {key.order_id}", todo="pack it")
    return parcel_id
