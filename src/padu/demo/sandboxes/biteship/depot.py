"""What happens to parcels at the couriers: bookings and their way, kept in SQLite."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid

import msgspec

from padu.demo.sandboxes.biteship.prices import SERVICES, price_of
from padu.demo.sandboxes.biteship.wire import NEXT, WAY, OrderRequest, Parcel, RatesRequest, Step
from padu.demo.sandboxes.deliver import Message, Outbox
from padu.kernel.clock import Clock

_SCHEMA = "create table if not exists parcel (id text primary key, tracking_id text not null unique, body blob not null);"
_JAKARTA = dt.timezone(dt.timedelta(hours=7))


_NOTES = {
    "confirmed": "Penjemputan di {origin} tercatat",
    "allocated": "Kurir dari pangkalan {origin}",
    "picking_up": "Kurir berangkat ke {origin}",
    "picked": "Diterima kurir di {origin}",
    "dropping_off": "Keluar dari gudang, menuju {destination}",
    "delivered": "Diserahkan di {destination}",
}
"""What couriers write beside a step: a place, in Indonesian."""


class RefusedError(Exception):
    """The gateway's no: its HTTP status, its own number and its sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Depot:
    """Every parcel of this sandbox. Each step queues a webhook, and so does a waybill's number."""

    def __init__(self, database: sqlite3.Connection, outbox: Outbox, header: tuple[str, str], clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._header = header
        self._clock = clock
        database.executescript(_SCHEMA)

    def rates(self, asked: RatesRequest) -> dict[str, object]:
        """What the couriers asked for would take."""
        wanted = set(asked.couriers.split(","))
        _check(asked.origin_postal_code, asked.destination_postal_code, [item.weight * item.quantity for item in asked.items])
        found = [
            {
                "courier_name": service.company_name,
                "courier_code": service.company,
                "courier_service_name": service.name,
                "courier_service_code": service.code,
                "type": service.kind,
                "duration": f"{service.days[0]} - {service.days[1]} days",
                "shipment_duration_range": f"{service.days[0]} - {service.days[1]}",
                "shipment_duration_unit": "days",
                "price": price_of(service, asked.origin_postal_code, asked.destination_postal_code, asked.items),
                "insurance_fee": 0,
                "available_for_cash_on_delivery": False,
            }
            for service in SERVICES
            if service.company in wanted
        ]
        if not found:
            raise RefusedError(400, 40001010, "No courier is available for the requested location")
        return {
            "success": True,
            "object": "courier_pricing",
            "message": "Success to retrieve courier pricing",
            "code": 20001003,
            "pricing": found,
        }

    def book(self, asked: OrderRequest) -> dict[str, object]:
        """Take a parcel on. The courier's number comes with the courier, later."""
        _check(asked.origin_postal_code, asked.destination_postal_code, [item.weight * item.quantity for item in asked.items])
        service = next(
            (each for each in SERVICES if (each.company, each.code) == (asked.courier_company, asked.courier_type.lower())), None
        )
        if service is None:
            raise RefusedError(400, 40002010, "Courier company or type is not available")
        price = price_of(service, asked.origin_postal_code, asked.destination_postal_code, asked.items)
        parcel = Parcel(
            id=uuid.uuid4().hex[:24], tracking_id=uuid.uuid4().hex[:24], asked=asked, price=price, status="confirmed", history=[]
        )
        self._step(parcel, "confirmed")
        return _order(parcel)

    def find(self, order_id: str) -> Parcel:
        """A parcel by its order."""
        return self._load("select body from parcel where id = ?", order_id)

    def show(self, order_id: str) -> dict[str, object]:
        """An order as it stands."""
        return _order(self.find(order_id))

    def listed(self, reference: str | None) -> list[dict[str, object]]:
        """Every parcel, oldest first; with a reference, those that their sender called so."""
        rows = self._database.execute("select body from parcel order by rowid")
        parcels = [msgspec.json.decode(body, type=Parcel) for (body,) in rows]
        return [_order(parcel) for parcel in parcels if reference is None or parcel.asked.reference_id == reference]

    def track(self, tracking_id: str) -> dict[str, object]:
        """Where a parcel is."""
        parcel = self._load("select body from parcel where tracking_id = ?", tracking_id)
        return {
            "success": True,
            "messsage": "Successfully get tracking info",  # spelt as the real one spells it
            "object": "tracking",
            "id": parcel.tracking_id,
            "waybill_id": parcel.waybill_id,
            "courier": {"company": parcel.asked.courier_company, "driver_name": None, "driver_phone": None},
            "origin": {"contact_name": parcel.asked.origin_contact_name, "address": parcel.asked.origin_address},
            "destination": {"contact_name": parcel.asked.destination_contact_name, "address": parcel.asked.destination_address},
            "history": parcel.history,
            "link": None,
            "order_id": parcel.id,
            "status": parcel.status,
        }

    def advance(self, order_id: str, status: str | None) -> dict[str, object]:
        """The courier's next step."""
        parcel = self.find(order_id)
        following = WAY[WAY.index(parcel.status) + 1] if parcel.status in WAY[:-1] else None
        word = status or following
        if word is None or word not in NEXT.get(parcel.status, frozenset()):
            raise RefusedError(409, 40900001, f"A parcel that is {parcel.status} does not become {word}")
        self._step(parcel, word)
        if word == "allocated" and parcel.waybill_id is None:
            parcel.waybill_id = f"{parcel.asked.courier_company.upper()}{int(parcel.id, 16) % 10**12:012d}"
            self._keep(parcel)
            self._tell(parcel, "order.waybill_id")
        return _order(parcel)

    def deliver(self, order_id: str) -> dict[str, object]:
        """All that is left of the ordinary way, at once."""
        status = self.find(order_id).status
        if status not in WAY[:-1]:
            raise RefusedError(409, 40900001, f"A parcel that is {status} is not on its ordinary way")
        for word in WAY[WAY.index(status) + 1 :]:
            self.advance(order_id, word)
        return self.show(order_id)

    def _load(self, query: str, key: str) -> Parcel:
        row = self._database.execute(query, [key]).fetchone()
        if row is None:
            raise RefusedError(404, 40400001, "Order or tracking not found")
        return msgspec.json.decode(row[0], type=Parcel)

    def _step(self, parcel: Parcel, word: str) -> None:
        now = self._clock.now().astimezone(_JAKARTA).isoformat(timespec="milliseconds")
        parcel.status = word
        parcel.history.append(Step(note=_note_of(word, parcel.asked), service_type=parcel.asked.courier_type, updated_at=now, status=word))
        self._keep(parcel)
        self._tell(parcel, "order.status")

    def _keep(self, parcel: Parcel) -> None:
        with self._database:
            self._database.execute(
                "insert into parcel values (?, ?, ?) on conflict (id) do update set body = excluded.body",
                [parcel.id, parcel.tracking_id, msgspec.json.encode(parcel)],
            )

    def _tell(self, parcel: Parcel, event: str) -> None:
        told: dict[str, object] = {
            "event": event,
            "order_id": parcel.id,
            "order_price": parcel.price,
            "courier_tracking_id": parcel.tracking_id,
            "courier_waybill_id": parcel.waybill_id,
            "courier_company": parcel.asked.courier_company,
            "courier_type": parcel.asked.courier_type,
        }
        if event == "order.status":
            told["status"] = parcel.status
        name, secret = self._header
        true = Message(msgspec.json.encode(told), {name: secret})
        false = Message(msgspec.json.encode(told | {"event": "order.status", "status": "delivered"}), {name: "a forger's guess"})
        self._outbox.queue(parcel.id, true, false)


def _check(origin: int, destination: int, grams: list[int]) -> None:
    if not all(10_000 <= code <= 99_999 for code in (origin, destination)):
        raise RefusedError(400, 40001001, "Postal code is not valid")
    if not grams or min(grams) <= 0:
        raise RefusedError(400, 40001002, "Items must not be empty and each must have a weight")


def _order(parcel: Parcel) -> dict[str, object]:
    asked = parcel.asked
    return {
        "success": True,
        "message": "Order successfully created",
        "object": "order",
        "id": parcel.id,
        "courier": {
            "tracking_id": parcel.tracking_id,
            "waybill_id": parcel.waybill_id,
            "company": asked.courier_company,
            "type": asked.courier_type,
        },
        "delivery": {"type": asked.delivery_type},
        "reference_id": asked.reference_id,
        "items": asked.items,
        "currency": "IDR",
        "price": parcel.price,
        "status": parcel.status,
    }


def _note_of(word: str, asked: OrderRequest) -> str:
    """A place, as its postal code names it; nothing where the word says it all."""
    origin, destination = (f"kode pos {code}" for code in (asked.origin_postal_code, asked.destination_postal_code))
    return _NOTES.get(word, "").format(origin=origin, destination=destination)
