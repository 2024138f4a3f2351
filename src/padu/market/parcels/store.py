"""Load and save parcels, their bookings and their steps; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.market.parcels.tables import parcel, parcel_booking, parcel_step
from padu.market.parcels.types import Booking, ParcelState, ParcelView, TrackingStep
from padu.platform.unit_of_work import UnitOfWork

_ON_ITS_WAY = (ParcelState.BOOKED, ParcelState.ASSIGNED, ParcelState.IN_TRANSIT, ParcelState.RETURNING)


async def add_parcel(uow: UnitOfWork, parcel_id: UUID, key: tuple[UUID, UUID], courier: tuple[str, str]) -> bool:
    """Write down that a (shop, order) is to be sent by a courier's (company, service); False where one is under way already."""
    values = {
        "shop_id": key[0],
        "parcel_id": parcel_id,
        "order_id": key[1],
        "courier_company": courier[0],
        "courier_service": courier[1],
        "requested_at": uow.clock.now(),
    }
    adding = insert(parcel).values(values).on_conflict_do_nothing().returning(parcel.c.parcel_id)
    return (await uow.connection.execute(adding)).first() is not None


async def find_parcel(uow: UnitOfWork, shop_id: UUID, parcel_id: UUID, *, lock: bool = False) -> ParcelView | None:
    """A parcel; with `lock` nobody else changes it until the transaction ends."""
    statement = select(parcel).where(parcel.c.shop_id == shop_id, parcel.c.parcel_id == parcel_id)
    row = (await uow.connection.execute(statement.with_for_update(key_share=True) if lock else statement)).mappings().one_or_none()
    return None if row is None else _view(row)


async def parcels_of(uow: UnitOfWork, shop_id: UUID, order_id: UUID) -> list[ParcelView]:
    """The parcels of an order, last asked for first."""
    statement = select(parcel).where(parcel.c.shop_id == shop_id, parcel.c.order_id == order_id)
    rows = await uow.connection.execute(statement.order_by(parcel.c.requested_at.desc(), parcel.c.parcel_id.desc()))
    return [_view(row) for row in rows.mappings()]


async def steps_of(uow: UnitOfWork, shop_id: UUID, parcel_id: UUID) -> tuple[TrackingStep, ...]:
    """A parcel's way, first step to last."""
    statement = select(parcel_step).where(parcel_step.c.shop_id == shop_id, parcel_step.c.parcel_id == parcel_id)
    rows = await uow.connection.execute(statement.order_by(parcel_step.c.at, parcel_step.c.status))
    return tuple(TrackingStep(status=row.status, note=row.note, at=row.at) for row in rows)


async def find_booked(uow: UnitOfWork, booking_id: str) -> tuple[UUID, UUID] | None:
    """The (shop, parcel) that a courier's booking is."""
    row = (await uow.connection.execute(select(parcel_booking).where(parcel_booking.c.booking_id == booking_id))).one_or_none()
    return None if row is None else (row.shop_id, row.parcel_id)


async def save_booking(uow: UnitOfWork, known: ParcelView, booking: Booking) -> None:
    """Keep what the courier's gateway answered to a booking."""
    mine = (parcel.c.shop_id == known.shop_id, parcel.c.parcel_id == known.parcel_id)
    values = {
        "state": booking.state.value,
        "booking_id": booking.booking_id,
        "tracking_id": booking.tracking_id,
        "waybill": booking.waybill,
        "price_idr": booking.price.rupiah,
        "booked_at": uow.clock.now(),
        "error": "",
    }
    await uow.connection.execute(update(parcel).where(*mine).values(values))
    lookup = {"booking_id": booking.booking_id, "shop_id": known.shop_id, "parcel_id": known.parcel_id}
    await uow.connection.execute(insert(parcel_booking).values(lookup).on_conflict_do_nothing())


async def save_failure(uow: UnitOfWork, shop_id: UUID, parcel_id: UUID, code: str) -> None:
    """Note that a parcel was not booked, and why."""
    mine = (parcel.c.shop_id == shop_id, parcel.c.parcel_id == parcel_id)
    await uow.connection.execute(update(parcel).where(*mine).values(failures=parcel.c.failures + 1, error=code))


async def save_progress(uow: UnitOfWork, known: ParcelView, state: ParcelState, waybill: str) -> None:
    """Write how far a parcel came."""
    mine = (parcel.c.shop_id == known.shop_id, parcel.c.parcel_id == known.parcel_id)
    await uow.connection.execute(update(parcel).where(*mine).values(state=state.value, waybill=waybill, asked_at=uow.clock.now()))


async def note_asked(uow: UnitOfWork, shop_id: UUID, parcel_id: UUID) -> None:
    """Note that the courier's gateway was asked about a parcel."""
    mine = (parcel.c.shop_id == shop_id, parcel.c.parcel_id == parcel_id)
    await uow.connection.execute(update(parcel).where(*mine).values(asked_at=uow.clock.now()))


async def add_steps(uow: UnitOfWork, known: ParcelView, steps: Sequence[TrackingStep]) -> None:
    """Add the steps that are not written yet."""
    key = {"shop_id": known.shop_id, "parcel_id": known.parcel_id}
    rows = [{**key, "at": step.at, "status": step.status, "note": step.note} for step in steps]
    if rows:
        await uow.connection.execute(insert(parcel_step).values(rows).on_conflict_do_nothing())


async def parcels_to_book(uow: UnitOfWork, before: dt.datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(shop, parcel) that nobody has booked although they were written down before then."""
    waiting = (parcel.c.booked_at.is_(None), parcel.c.requested_at < before)
    statement = select(parcel.c.shop_id, parcel.c.parcel_id).where(*waiting).order_by(parcel.c.failures, parcel.c.requested_at)
    return [(row.shop_id, row.parcel_id) for row in await uow.connection.execute(statement.limit(limit))]


async def parcels_to_ask(uow: UnitOfWork, before: dt.datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(shop, parcel) on their way of which nothing was heard since then."""
    silent = (parcel.c.booked_at < before, or_(parcel.c.asked_at.is_(None), parcel.c.asked_at < before))
    statement = select(parcel.c.shop_id, parcel.c.parcel_id).where(parcel.c.state.in_([state.value for state in _ON_ITS_WAY]), *silent)
    rows = await uow.connection.execute(statement.order_by(parcel.c.asked_at.nulls_first()).limit(limit))
    return [(row.shop_id, row.parcel_id) for row in rows]


def _view(row: RowMapping) -> ParcelView:
    return ParcelView(
        shop_id=row["shop_id"],
        parcel_id=row["parcel_id"],
        order_id=row["order_id"],
        state=None if row["state"] is None else ParcelState(row["state"]),
        company=row["courier_company"],
        service=row["courier_service"],
        booking_id=row["booking_id"],
        tracking_id=row["tracking_id"],
        waybill=row["waybill"],
        requested_at=row["requested_at"],
        booked_at=row["booked_at"],
        error=row["error"],
    )
