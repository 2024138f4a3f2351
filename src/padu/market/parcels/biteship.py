"""The couriers' client: Biteship's API over HTTPS."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from padu.kernel.money import Money
from padu.market.parcels.rules import check_booking, check_items, check_postal_code, read_status
from padu.market.parcels.types import Booking, BookingRequest, CourierRate, ParcelError, ParcelItem, Place, Tracking, TrackingStep
from padu.platform.call_outside import call_outside

_PAUSES = (0.2, 0.6, 1.8)  # seconds before each further attempt, where asking again changes nothing
_REFUSED, _NOT_FOUND, _FAILURE = 400, 404, 500
_KEY_REFUSED = frozenset({401, 403})
_COURIERS = ("jne", "sicepat", "anteraja", "jnt")

_Wire = TypeVar("_Wire", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class BiteshipAccess:
    """Where the couriers' gateway is and the key that lets us in. `base_url` without path: the real one, or a sandbox's."""

    base_url: str
    api_key: str = field(repr=False)
    timeout_seconds: float = 10.0


class _Pricing(msgspec.Struct):
    courier_code: str
    courier_service_code: str
    price: int
    courier_name: str = ""
    courier_service_name: str = ""
    shipment_duration_range: str = ""
    shipment_duration_unit: str = "days"
    insurance_fee: int | None = None
    available_for_cash_on_delivery: bool = False


class _Rates(msgspec.Struct):
    pricing: list[_Pricing]


class _Courier(msgspec.Struct):
    tracking_id: str | None = None
    waybill_id: str | None = None


class _Order(msgspec.Struct):
    id: str
    status: str
    price: int
    courier: _Courier
    reference_id: str | None = None


class _Step(msgspec.Struct):
    status: str
    updated_at: dt.datetime
    note: str | None = None


class _Tracking(msgspec.Struct):
    id: str
    status: str
    history: list[_Step]
    order_id: str | None = None
    waybill_id: str | None = None


class _Refusal(msgspec.Struct):
    error: str = ""
    message: str = ""


class BiteshipClient:
    """Asks the couriers' gateway. One for the whole process; close it at the end, or use it as a context manager.

    Every function raises `ParcelError`: `parcels.unanswered`, `parcels.unavailable`, `parcels.key_refused`, `parcels.unknown`,
    `parcels.refused` (with the gateway's own sentence) and `parcels.answer_unreadable`.
    """

    def __init__(self, access: BiteshipAccess) -> None:
        self._http = httpx.AsyncClient(
            base_url=access.base_url,
            timeout=access.timeout_seconds,
            headers={"Authorization": access.api_key, "Accept": "application/json"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def rates(
        self, origin: str, destination: str, items: tuple[ParcelItem, ...], *, couriers: tuple[str, ...] = _COURIERS
    ) -> tuple[CourierRate, ...]:
        """What the couriers ask between two postal codes, cheapest first.

        Errors besides the client's: `parcels.postal_code`, `parcels.items`.
        """
        check_postal_code(origin)
        check_postal_code(destination)
        check_items(items)
        body = {
            "origin_postal_code": int(origin),
            "destination_postal_code": int(destination),
            "couriers": ",".join(couriers),
            "items": _write_items(items),
        }
        where = f"from {origin} to {destination}"
        told = await self._ask(self._post("/v1/rates/couriers", body), where, _Rates, pauses=_PAUSES)
        return tuple(sorted(map(_rate, told.pricing), key=lambda rate: (rate.price, rate.company, rate.service)))

    async def book(self, request: BookingRequest) -> Booking:
        """Ask a courier to carry a parcel. Not repeated here: a second booking is a second courier.

        Errors besides the client's: those of `check_booking`. After `parcels.unanswered` look the reference up at the gateway first.
        """
        check_booking(request)
        body = {
            "reference_id": request.reference,
            "courier_company": request.company,
            "courier_type": request.service,
            "delivery_type": "now",
            **_write_place("origin", request.origin),
            **_write_place("destination", request.destination),
            "items": _write_items(request.items),
        }
        told = await self._ask(self._post("/v1/orders", body), f"parcel {request.reference}", _Order)
        return Booking(
            booking_id=told.id,
            reference=told.reference_id or request.reference,
            tracking_id=told.courier.tracking_id or "",
            waybill=told.courier.waybill_id or "",
            price=Money(told.price),
            state=read_status(told.status),
        )

    async def track(self, tracking_id: str) -> Tracking:
        """Where a parcel is now: the truth, whatever its notices said or failed to say."""
        asked = self._http.build_request("GET", f"/v1/trackings/{quote(tracking_id, safe='')}")
        told = await self._ask(asked, f"tracking {tracking_id}", _Tracking, pauses=_PAUSES)
        steps = [TrackingStep(status=step.status, note=step.note or "", at=step.updated_at.astimezone(dt.UTC)) for step in told.history]
        return Tracking(
            tracking_id=told.id,
            booking_id=told.order_id or "",
            waybill=told.waybill_id or "",
            status=told.status,
            state=read_status(told.status),
            steps=tuple(sorted(steps, key=lambda step: step.at)),
        )

    def _post(self, path: str, body: object) -> httpx.Request:
        return self._http.build_request("POST", path, content=msgspec.json.encode(body), headers={"Content-Type": "application/json"})

    async def _ask(self, request: httpx.Request, where: str, shape: type[_Wire], *, pauses: tuple[float, ...] = ()) -> _Wire:
        try:
            answer = await call_outside(lambda: self._http.send(request), pauses=pauses)
        except httpx.TransportError as error:
            raise ParcelError(
                "parcels.unanswered",
                f"the couriers' gateway did not answer ({type(error).__name__})",
                where=where,
                todo="look it up there before doing it again: it may have happened",
            ) from error
        if answer.status_code >= _REFUSED:
            raise _refusal(answer, where)
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ParcelError(
                "parcels.answer_unreadable", f"the couriers' gateway answered what cannot be read: {error}", where=where
            ) from error


def _refusal(answer: httpx.Response, where: str) -> ParcelError:
    code = answer.status_code
    if code >= _FAILURE:
        return ParcelError(
            "parcels.unavailable", f"the couriers' gateway failed ({code})", where=where, todo="look it up there before doing it again"
        )
    if code in _KEY_REFUSED:
        return ParcelError("parcels.key_refused", "the couriers' gateway refused our key", where=where, todo="correct the key")
    if code == _NOT_FOUND:
        return ParcelError("parcels.unknown", "the couriers' gateway knows no such parcel", where=where, todo="book it first")
    try:
        said = msgspec.json.decode(answer.content, type=_Refusal)
        sentence = said.error or said.message
    except (msgspec.DecodeError, UnicodeDecodeError):
        sentence = "no sentence that can be read"
    return ParcelError("parcels.refused", f"the couriers' gateway refused ({code}): {sentence[:200]}", where=where)


def _rate(told: _Pricing) -> CourierRate:
    numbers = [int(number) for number in re.findall(r"[0-9]+", told.shipment_duration_range)[:2]]
    within_the_day = told.shipment_duration_unit != "days" or not numbers
    return CourierRate(
        company=told.courier_code,
        service=told.courier_service_code,
        name=f"{told.courier_name} {told.courier_service_name}".strip(),
        price=Money(told.price),
        days=(0, 0) if within_the_day else (min(numbers), max(numbers)),
        insurance_fee=Money(told.insurance_fee or 0),
        takes_cash=told.available_for_cash_on_delivery,
    )


def _write_place(side: str, place: Place) -> dict[str, object]:
    return {
        f"{side}_contact_name": place.contact_name,
        f"{side}_contact_phone": place.contact_phone,
        f"{side}_address": place.address,
        f"{side}_postal_code": int(place.postal_code),
    }


def _write_items(items: tuple[ParcelItem, ...]) -> list[dict[str, object]]:
    return [{"name": item.name, "value": item.value.rupiah, "weight": item.weight_grams, "quantity": item.quantity} for item in items]
