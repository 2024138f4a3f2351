"""Book a courier for a parcel that was written down."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.kernel.money import Money
from padu.market import orders
from padu.market.orders import OrderKey
from padu.market.parcels import rules, store
from padu.market.parcels.biteship import BiteshipClient
from padu.market.parcels.types import BookingRequest, ParcelError, ParcelItem, ParcelView, Place
from padu.market.sellers import ships_from
from padu.platform.unit_of_work import Database, UnitOfWork

_ABANDONED_AFTER = dt.timedelta(seconds=15)


async def book_parcel(database: Database, couriers: BiteshipClient, shop_id: UUID, parcel_id: UUID) -> ParcelView:
    """Ask a courier to carry a parcel, under its id as our reference, and keep the answer; returns the parcel as it stands then.

    May be repeated: a parcel that is booked is not booked again. After a death between the booking and the keeping a second courier may
    be asked, since the gateway takes a repeated reference for another parcel; the first finds nothing to collect. Where the gateway
    fails or refuses, that is noted with the parcel and not raised. Errors: `parcels.unknown`.
    """
    async with database.unit_of_work() as uow:
        found = await store.find_parcel(uow, shop_id, parcel_id)
        if found is None:
            raise ParcelError("parcels.unknown", "there is no such parcel", where=f"parcel {parcel_id}")
        if found.booked_at is not None:
            return found
        request = await _request(uow, found)
    try:
        booking = await couriers.book(request)
    except ParcelError as error:
        async with database.unit_of_work() as uow:
            await store.save_failure(uow, shop_id, parcel_id, error.code)
            return await store.find_parcel(uow, shop_id, parcel_id) or found
    async with database.unit_of_work() as uow:
        locked = await store.find_parcel(uow, shop_id, parcel_id, lock=True)
        if locked is not None and locked.booked_at is None:
            await store.save_booking(uow, locked, booking)
        return await store.find_parcel(uow, shop_id, parcel_id) or found


async def book_waiting(database: Database, couriers: BiteshipClient, limit: int = 20) -> None:
    """Job: book the parcels that whoever wrote them down did not come to book."""
    async with database.unit_of_work() as uow:
        waiting = await store.parcels_to_book(uow, uow.clock.now() - _ABANDONED_AFTER, limit)
    for shop_id, parcel_id in waiting:
        await book_parcel(database, couriers, shop_id, parcel_id)


async def _request(uow: UnitOfWork, parcel: ParcelView) -> BookingRequest:
    key = OrderKey(parcel.shop_id, parcel.order_id)
    to = await orders.consignment_of(uow, key)
    origin = (await ships_from(uow, {parcel.shop_id}))[parcel.shop_id]
    return BookingRequest(
        reference=str(parcel.parcel_id),
        company=parcel.company,
        service=parcel.service,
        origin=Place(contact_name=origin.name, contact_phone=origin.phone, address=origin.address, postal_code=origin.postal_code),
        destination=Place(contact_name=to.recipient, contact_phone=to.phone, address=to.street_and_area, postal_code=to.postal_code),
        items=tuple(
            ParcelItem(
                name=line.title, value=Money(line.price.rupiah), weight_grams=rules.weight_of(line.weight_grams), quantity=line.quantity
            )
            for line in await orders.lines_of_order(uow, key)
        ),
    )
