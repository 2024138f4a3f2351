"""The controls of the couriers' app: what a person does there who has no courier at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from padu.demo.sandboxes.biteship import BiteshipSandboxConfig, create_biteship_sandbox
from padu.kernel.clock import FixedClock

KEY = "biteship_test.made-up"
HEADERS = {"Authorization": KEY}


@pytest.fixture
def couriers(clock: FixedClock) -> Iterator[TestClient[Any]]:
    with TestClient(create_biteship_sandbox(BiteshipSandboxConfig(KEY), clock=clock)) as client:
        yield client


def book(couriers: TestClient[Any], reference: str) -> str:
    asked = {
        "courier_company": "jne",
        "courier_type": "reg",
        "origin_contact_name": "Toko",
        "origin_contact_phone": "0811",
        "origin_address": "Jl. Melati 1",
        "origin_postal_code": 57_111,
        "destination_contact_name": "Sari",
        "destination_contact_phone": "0812",
        "destination_address": "Jl. Kenanga 2",
        "destination_postal_code": 40_111,
        "items": [{"name": "Kopi", "value": 58_900, "weight": 250, "quantity": 1}],
        "reference_id": reference,
    }
    booked: str = couriers.post("/v1/orders", json=asked, headers=HEADERS).raise_for_status().json()["id"]
    return booked


def words(couriers: TestClient[Any]) -> list[str]:
    told: list[dict[str, Any]] = couriers.get("/sandbox/notifications").json()
    return [each["body"].get("status", each["body"]["event"]) for each in told]


def test_a_parcel_is_found_by_what_its_sender_called_it(couriers: TestClient[Any]) -> None:
    first, second = book(couriers, "order-1"), book(couriers, "order-2")
    assert [each["id"] for each in couriers.get("/sandbox/parcels").json()] == [first, second]
    (found,) = couriers.get("/sandbox/parcels", params={"reference": "order-2"}).json()
    assert (found["id"], found["status"], found["reference_id"]) == (second, "confirmed", "order-2")
    assert couriers.get("/sandbox/parcels", params={"reference": "order-3"}).json() == []


def test_a_parcel_goes_all_the_way_at_once_and_tells_each_step(couriers: TestClient[Any]) -> None:
    parcel = book(couriers, "order-1")
    couriers.post(f"/sandbox/parcels/{parcel}")
    delivered = couriers.post(f"/sandbox/parcels/{parcel}/deliver").raise_for_status().json()
    assert (delivered["status"], delivered["courier"]["waybill_id"][:3]) == ("delivered", "JNE")
    assert words(couriers) == ["confirmed", "allocated", "order.waybill_id", "picking_up", "picked", "dropping_off", "delivered"]
    again = couriers.post(f"/sandbox/parcels/{parcel}/deliver")
    assert (again.status_code, len(words(couriers))) == (409, 7)


def test_a_parcel_off_its_way_or_unknown_is_not_delivered(couriers: TestClient[Any]) -> None:
    parcel = book(couriers, "order-1")
    couriers.post(f"/sandbox/parcels/{parcel}", json={"status": "cancelled"})
    assert couriers.post(f"/sandbox/parcels/{parcel}/deliver").status_code == 409
    assert couriers.post("/sandbox/parcels/nothing/deliver").status_code == 404
    assert words(couriers) == ["confirmed", "cancelled"]
