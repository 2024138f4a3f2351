"""What couriers' words mean, and how knowledge of a parcel grows; pure. The words are Biteship's statuses."""

from __future__ import annotations

import re

from padu.kernel.money import ZERO
from padu.market.parcels.types import BookingRequest, ParcelError, ParcelItem, ParcelState

_RANK = {state: rank for rank, state in enumerate(ParcelState)}
_STATES = {
    "confirmed": ParcelState.BOOKED,
    "scheduled": ParcelState.BOOKED,
    "allocated": ParcelState.ASSIGNED,
    "picking_up": ParcelState.ASSIGNED,
    "picked": ParcelState.IN_TRANSIT,
    "dropping_off": ParcelState.IN_TRANSIT,
    "on_hold": ParcelState.IN_TRANSIT,
    "delivered": ParcelState.DELIVERED,
    "return_in_transit": ParcelState.RETURNING,
    "returned": ParcelState.RETURNED,
    "rejected": ParcelState.REFUSED,
    "disposed": ParcelState.DISPOSED,
    "courier_not_found": ParcelState.CANCELLED,
    "cancelled": ParcelState.CANCELLED,
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNWEIGHED = 1000  # grams
_POSTAL_CODE = re.compile(r"[1-9][0-9]{4}")


def read_status(word: str) -> ParcelState:
    """The state that a courier's word names; some couriers' notices write `pickingUp` for `picking_up`.

    Errors: `parcels.status_unknown`.
    """
    state = _STATES.get(_HUMP.sub("_", word).lower())
    if state is None:
        raise ParcelError(
            "parcels.status_unknown",
            f"the courier says {word[:40]!r}, which means nothing here",
            todo="look the parcel up at the courier; nothing was changed",
        )
    return state


def advance(known: ParcelState, told: ParcelState) -> ParcelState:
    """What is known after something was told: whichever proves more, in whatever order it was told (a semilattice's join)."""
    return max(known, told, key=_RANK.__getitem__)


def check_postal_code(code: str) -> None:
    """Refuse what is no Indonesian postal code. Errors: `parcels.postal_code`."""
    if not _POSTAL_CODE.fullmatch(code):
        raise ParcelError("parcels.postal_code", f"{code[:20]!r} is no postal code", todo="give its five digits")


def check_items(items: tuple[ParcelItem, ...]) -> None:
    """Refuse a parcel that no courier can price. Errors: `parcels.items`."""
    if not items or any(item.quantity < 1 or item.weight_grams < 1 or item.value < ZERO for item in items):
        raise ParcelError(
            "parcels.items",
            "a parcel holds at least one thing, each with a weight",
            todo="give each item its quantity and its weight in grams, one or more, and a value of zero or more",
        )


def check_booking(request: BookingRequest) -> None:
    """Refuse a booking that no courier can take. Errors: `parcels.postal_code`, `parcels.items`, `parcels.reference`."""
    if not request.reference:
        raise ParcelError("parcels.reference", "a booking needs a reference of ours", todo="give the parcel's id")
    check_postal_code(request.origin.postal_code)
    check_postal_code(request.destination.postal_code)
    check_items(request.items)


def weight_of(grams: int) -> int:
    """What a unit is taken to weigh where its seller did not say: couriers bill the first kilogram whole anyway."""
    return grams or _UNWEIGHED
