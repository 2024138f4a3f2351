"""Parcels: what couriers ask for carrying goods, and what they tell of a parcel on its way.

Invariants: what is known of a parcel never moves back, in whatever order and however often it is told; word of a courier counts only
with the secret agreed with the courier's gateway.
Tables owned: none. Events told: none.
"""

from padu.market.parcels.biteship import BiteshipAccess, BiteshipClient
from padu.market.parcels.read_notice import read_notice
from padu.market.parcels.rules import advance, read_status
from padu.market.parcels.types import (
    Booking,
    BookingRequest,
    CourierNotice,
    CourierRate,
    ParcelError,
    ParcelItem,
    ParcelState,
    Place,
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
    "Place",
    "Tracking",
    "TrackingStep",
    "advance",
    "read_notice",
    "read_status",
]
