"""Parcels' states, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import ZERO, Money


class ParcelError(PaduError):
    """A parcel that cannot be sent, followed or believed."""


class ParcelState(StrEnum):
    """How far a parcel came. They stand in the order in which they prove more: each outweighs those before it.

    `cancelled` (also: no courier came) stands before `in_transit`: a parcel that moves was collected after all. `refused` was not
    let through or not accepted; `disposed` was destroyed.
    """

    BOOKED = "booked"
    ASSIGNED = "assigned"
    CANCELLED = "cancelled"
    IN_TRANSIT = "in_transit"
    REFUSED = "refused"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    DISPOSED = "disposed"


class ParcelItem(msgspec.Struct, frozen=True, kw_only=True):
    """Goods in a parcel: `value` and `weight_grams` are of one unit."""

    name: str
    value: Money
    weight_grams: int
    quantity: int = 1


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel is collected or brought; `postal_code` has five digits."""

    contact_name: str
    contact_phone: str
    address: str
    postal_code: str


class CourierRate(msgspec.Struct, frozen=True, kw_only=True):
    """What one courier's service asks; `days` is its own estimate, shortest and longest (0 to 0 within the day)."""

    company: str
    service: str
    name: str
    price: Money
    days: tuple[int, int]
    insurance_fee: Money = ZERO
    takes_cash: bool = False


class BookingRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Asks a courier to carry a parcel; `reference` is ours. `company` and `service` as a rate named them."""

    reference: str
    company: str
    service: str
    origin: Place
    destination: Place
    items: tuple[ParcelItem, ...]


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booked parcel. `waybill` is empty until the courier gave its number; `tracking_id` asks for where it is."""

    booking_id: str
    reference: str
    tracking_id: str
    waybill: str
    price: Money
    state: ParcelState


class TrackingStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a parcel's way, in the courier's word; the time is UTC."""

    status: str
    note: str
    at: dt.datetime


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel is when asked, with every step so far, oldest first."""

    tracking_id: str
    booking_id: str
    waybill: str
    status: str
    state: ParcelState
    steps: tuple[TrackingStep, ...]


class CourierNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What a courier's gateway told unasked: a new state, a waybill's number, a price corrected after weighing; None where not told."""

    booking_id: str
    tracking_id: str = ""
    state: ParcelState | None = None
    status: str = ""
    waybill: str | None = None
    price: Money | None = None


class ParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of an order and how far it came. Without a `state` no courier has taken it on yet; `error` is the code of why not."""

    shop_id: UUID
    parcel_id: UUID
    order_id: UUID
    state: ParcelState | None
    company: str
    service: str
    booking_id: str
    tracking_id: str
    waybill: str
    requested_at: dt.datetime
    booked_at: dt.datetime | None
    error: str
    steps: tuple[TrackingStep, ...] = ()


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop would send between two postal codes; `key` is whatever the asker knows it by."""

    key: UUID
    origin: str
    destination: str
    items: tuple[ParcelItem, ...]
