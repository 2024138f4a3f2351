"""Learn where a parcel is, and bring its order there."""

from __future__ import annotations

import datetime as dt

import structlog

from padu.events.market import ParcelAdvanced
from padu.market import orders
from padu.market.orders import OrderKey, OrderStatus
from padu.market.parcels import rules, store
from padu.market.parcels.biteship import BiteshipClient
from padu.market.parcels.read_notice import read_notice
from padu.market.parcels.types import ParcelError, ParcelState, ParcelView, TrackingStep
from padu.platform.unit_of_work import Database, UnitOfWork

_SILENT_FOR = dt.timedelta(minutes=30)
_LEADS_TO = {
    ParcelState.IN_TRANSIT: OrderStatus.SHIPPED,
    ParcelState.DELIVERED: OrderStatus.DELIVERED,
    ParcelState.REFUSED: OrderStatus.DISPUTED,
    ParcelState.RETURNING: OrderStatus.RETURNING,
    ParcelState.RETURNED: OrderStatus.RETURNED,
    ParcelState.DISPOSED: OrderStatus.DISPUTED,
}


async def accept_notice(database: Database, couriers: BiteshipClient, raw: bytes, *, given_secret: str, secret: str) -> bool:
    """Take a courier's webhook with the right secret, ask for the parcel's whole way, and advance it; whether more is known now.

    Where the gateway does not answer, the notice itself counts. Raises `ParcelError` as `read_notice` does, and `parcels.unknown` for
    a booking that is not kept (yet); the gateway then tells it again.
    """
    notice = read_notice(raw, given_secret=given_secret, secret=secret)
    if notice is None:
        return False
    async with database.unit_of_work() as uow:
        key = await store.find_booked(uow, notice.booking_id)
        parcel = await store.find_parcel(uow, *key) if key else None
    if parcel is None:
        raise ParcelError("parcels.unknown", "there is no such booking", where=f"booking {notice.booking_id[:50]!r}")
    if await track_parcel(database, couriers, parcel):
        return True
    async with database.unit_of_work() as uow:
        steps = (TrackingStep(status=notice.status, note="", at=uow.clock.now()),) if notice.state else ()
        return await advance_parcel(uow, parcel, notice.state, waybill=notice.waybill or "", steps=steps)


async def track_parcel(database: Database, couriers: BiteshipClient, parcel: ParcelView) -> bool:
    """Ask where a parcel is and advance it; False where nobody answered."""
    try:
        told = await couriers.track(parcel.tracking_id)
    except ParcelError as error:
        structlog.get_logger().warning("parcel not asked about", parcel=str(parcel.parcel_id), code=error.code)
        async with database.unit_of_work() as uow:
            await store.note_asked(uow, parcel.shop_id, parcel.parcel_id)
        return False
    async with database.unit_of_work() as uow:
        await advance_parcel(uow, parcel, told.state, waybill=told.waybill, steps=told.steps)
    return True


async def advance_parcel(
    uow: UnitOfWork, parcel: ParcelView, told: ParcelState | None, *, waybill: str = "", steps: tuple[TrackingStep, ...] = ()
) -> bool:
    """Join what was told with what is known, bring the order there, and tell it; whether the state is more than before."""
    # The order is locked before its parcel, as everywhere.
    known = await store.find_parcel(uow, parcel.shop_id, parcel.parcel_id)
    if known is None or known.state is None:
        return False
    state = rules.advance(known.state, told) if told else known.state
    key = OrderKey(known.shop_id, known.order_id)
    if state is not known.state and state in _LEADS_TO:
        await orders.follow_parcel(uow, key, _LEADS_TO[state])
    known = await store.find_parcel(uow, parcel.shop_id, parcel.parcel_id, lock=True)
    if known is None or known.state is None:
        return False
    state = rules.advance(known.state, told) if told else known.state
    await store.save_progress(uow, known, state, waybill or known.waybill)
    await store.add_steps(uow, known, steps)
    if state is known.state:
        return False
    uow.tell(
        ParcelAdvanced(shop_id=known.shop_id, order_id=known.order_id, parcel_id=known.parcel_id, state=state.value, at=uow.clock.now())
    )
    return True


async def ask_couriers(database: Database, couriers: BiteshipClient, limit: int = 50) -> None:
    """Job: ask about parcels on their way that were silent for half an hour: notices get lost."""
    async with database.unit_of_work() as uow:
        silent = await store.parcels_to_ask(uow, uow.clock.now() - _SILENT_FOR, limit)
        parcels = [await store.find_parcel(uow, *key) for key in silent]
    for parcel in parcels:
        if parcel is not None:
            await track_parcel(database, couriers, parcel)
