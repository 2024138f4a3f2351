"""Parcels: what couriers ask for carrying goods, and what they tell of a parcel on its way.

Invariants: what is known of a parcel never moves back, in whatever order and however often it is told; word of a courier counts only
with the secret agreed with the courier's gateway; a parcel is written down before a courier is asked, and its order is where it is.
Tables owned: `parcel`, `parcel_step`, `parcel_booking`. Events told: `ParcelAdvanced`.
"""

from padu.market.parcels.biteship import BiteshipAccess, BiteshipClient
from padu.market.parcels.commands.book_parcel import book_parcel, book_waiting
from padu.market.parcels.commands.follow_parcel import accept_notice, advance_parcel, ask_couriers
from padu.market.parcels.commands.request_parcel import request_parcel
from padu.market.parcels.queries import parcels_of
from padu.market.parcels.quote import quote
from padu.market.parcels.read_notice import read_notice
from padu.market.parcels.rules import advance, read_status, weight_of
from padu.market.parcels.types import (
    Booking,
    BookingRequest,
    CourierNotice,
    CourierRate,
    ParcelError,
    ParcelItem,
    ParcelState,
    ParcelView,
    Place,
    Shipment,
    Tracking,
    TrackingStep,
)

__all__ = [
    "BiteshipAccess",
    "BiteshipClient",
    "Booking",
    "BookingRequest",
    "CourierNotice",
    "CourierRate",
    "ParcelError",
    "ParcelItem",
    "ParcelState",
    "ParcelView",
    "Place",
    "Shipment",
    "Tracking",
    "TrackingStep",
    "accept_notice",
    "advance",
    "advance_parcel",
    "ask_couriers",
    "book_parcel",
    "book_waiting",
    "parcels_of",
    "quote",
    "read_notice",
    "read_status",
    "request_parcel",
    "weight_of",
]
