"""The bank and the courier, played at the sandboxes as they really run."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.running_sandboxes import Sandbox, free_port, listening, running

from padu.demo.journey import JourneyError, Outside

SERVER_KEY = "SB-Mid-server-made-up"
API_KEY = "biteship_test.made-up"


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[tuple[Sandbox, Sandbox]]:
    with (
        listening() as told,
        running("padu.demo.sandboxes.midtrans", told, "--server-key", SERVER_KEY) as payments,
        running("padu.demo.sandboxes.biteship", told, "--api-key", API_KEY) as couriers,
    ):
        yield payments, couriers


def test_a_code_is_paid_and_the_market_is_told(sandboxes: tuple[Sandbox, Sandbox]) -> None:
    payments, couriers = sandboxes
    asked = {"payment_type": "qris", "transaction_details": {"order_id": "PADU-77", "gross_amount": 25_000}}
    code = payments.call("POST", "/v2/charge", json=asked, auth=(SERVER_KEY, "")).json()["qr_string"]
    outside = Outside(payments.url, couriers.url)
    outside.scan(code)
    assert any(b'"settlement"' in each.body for each in payments.told.wait("PADU-77", 2))
    with pytest.raises(JourneyError, match="did not do what it was asked") as raised:
        outside.scan(code)
    assert (raised.value.code, raised.value.where) == ("demo.journey_outside", f"{payments.url}/sandbox/scan")


def test_a_parcel_is_found_and_brought(sandboxes: tuple[Sandbox, Sandbox]) -> None:
    payments, couriers = sandboxes
    place = {"contact_name": "Sari", "contact_phone": "0812", "address": "Jl. Kenanga 2", "postal_code": 40_111}
    asked = {
        **{f"{end}_{name}": value for end in ("origin", "destination") for name, value in place.items()},
        "courier_company": "jne",
        "courier_type": "reg",
        "reference_id": "order-77",
        "items": [{"name": "Kopi", "value": 58_900, "weight": 250, "quantity": 1}],
    }
    booked = couriers.call("POST", "/v1/orders", json=asked, headers={"Authorization": API_KEY}).json()["id"]
    outside = Outside(payments.url, couriers.url)
    assert outside.parcels() == {booked: "order-77"}
    outside.deliver(booked)
    assert couriers.call("GET", f"/v1/orders/{booked}", headers={"Authorization": API_KEY}).json()["status"] == "delivered"


def test_a_sandbox_that_does_not_run_is_named() -> None:
    away = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(JourneyError, match="did not do what it was asked") as raised:
        Outside(away, away).parcels()
    assert raised.value.where == f"{away}/sandbox/parcels"
    assert isinstance(raised.value.__cause__, httpx.ConnectError)
