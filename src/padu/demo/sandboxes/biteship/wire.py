"""Biteship's API on the wire, from the gateway's side."""

from __future__ import annotations

import msgspec

# The couriers' words in the order of an ordinary way, and the other ways it can go.
WAY = ("confirmed", "allocated", "picking_up", "picked", "dropping_off", "delivered")
NEXT: dict[str, frozenset[str]] = {
    "confirmed": frozenset({"scheduled", "allocated", "courier_not_found", "cancelled"}),
    "scheduled": frozenset({"allocated", "courier_not_found", "cancelled"}),
    "courier_not_found": frozenset({"allocated", "cancelled"}),
    "allocated": frozenset({"picking_up", "courier_not_found", "cancelled"}),
    "picking_up": frozenset({"picked", "courier_not_found", "cancelled"}),
    "picked": frozenset({"dropping_off", "on_hold", "return_in_transit", "rejected", "disposed"}),
    "dropping_off": frozenset({"delivered", "on_hold", "return_in_transit", "rejected", "disposed"}),
    "on_hold": frozenset({"dropping_off", "return_in_transit", "rejected", "disposed"}),
    "rejected": frozenset({"return_in_transit", "disposed"}),
    "return_in_transit": frozenset({"returned", "disposed"}),
}


class Item(msgspec.Struct):
    """Goods; grams and rupiah of one unit."""

    name: str
    value: int
    weight: int
    quantity: int


class RatesRequest(msgspec.Struct):
    """`POST /v1/rates/couriers`."""

    origin_postal_code: int
    destination_postal_code: int
    couriers: str
    items: list[Item]


class OrderRequest(msgspec.Struct, kw_only=True):
    """`POST /v1/orders`."""

    courier_company: str
    courier_type: str
    origin_contact_name: str
    origin_contact_phone: str
    origin_address: str
    origin_postal_code: int
    destination_contact_name: str
    destination_contact_phone: str
    destination_address: str
    destination_postal_code: int
    items: list[Item]
    reference_id: str | None = None
    delivery_type: str = "now"


class Step(msgspec.Struct):
    """One entry of a parcel's history."""

    note: str
    service_type: str
    updated_at: str
    status: str


class Parcel(msgspec.Struct):
    """A parcel as kept."""

    id: str
    tracking_id: str
    asked: OrderRequest
    price: int
    status: str
    history: list[Step]
    waybill_id: str | None = None


class Advance(msgspec.Struct):
    """`POST /sandbox/parcels/{order_id}`: the next word; without one, the next of the ordinary way."""

    status: str | None = None
