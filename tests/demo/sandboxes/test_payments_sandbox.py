"""What needs a clock that can be moved, or a receiver that never answers: the gateway's app in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient
from tests.running_sandboxes import free_port, wait_until

from padu.demo.sandboxes.midtrans import MidtransSandboxConfig, create_midtrans_sandbox
from padu.kernel.clock import FixedClock

KEY = "SB-Mid-server-made-up"
AUTH = (KEY, "")


@pytest.fixture
def gateway(clock: FixedClock) -> Iterator[TestClient[Any]]:
    config = MidtransSandboxConfig(KEY, notification_url=f"http://127.0.0.1:{free_port()}/nobody")
    with TestClient(create_midtrans_sandbox(config, clock=clock)) as client:
        yield client


def charge(gateway: TestClient[Any], **more: object) -> dict[str, Any]:
    body = {"payment_type": "qris", "transaction_details": {"order_id": "PADU-1", "gross_amount": 10_000}} | more
    told: dict[str, Any] = gateway.post("/v2/charge", json=body, auth=AUTH).json()
    return told


def notifications(gateway: TestClient[Any]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = gateway.get("/sandbox/notifications").json()
    return told


def test_a_charge_lapses_when_its_time_is_over_and_says_so(gateway: TestClient[Any], clock: FixedClock) -> None:
    opened = charge(gateway, custom_expiry={"expiry_duration": 2, "unit": "hour"})
    assert (opened["transaction_time"], opened["expiry_time"]) == ("2024-02-01 10:00:00", "2024-02-01 12:00:00")  # Jakarta's time
    clock.advance(clock.now().resolution * 7_199_999_999)
    assert gateway.get("/v2/PADU-1/status", auth=AUTH).json()["transaction_status"] == "pending"
    clock.advance(clock.now().resolution)
    wait_until(lambda: [each["body"]["transaction_status"] for each in notifications(gateway)] == ["pending", "expire"])
    assert gateway.get("/v2/PADU-1/status", auth=AUTH).json()["status_code"] == "407"
    assert gateway.post("/sandbox/pay/PADU-1").status_code == 409


def test_a_receiver_that_never_answers_is_tried_five_times(gateway: TestClient[Any], clock: FixedClock) -> None:
    charge(gateway)
    for tries in range(1, 6):
        wait_until(lambda tries=tries: notifications(gateway)[0]["attempts"] == tries)
        time.sleep(0.05)
        assert notifications(gateway)[0]["attempts"] == tries  # not before its time
        clock.advance(clock.now().resolution * 60_000_000)
    assert notifications(gateway)[0]["state"] == "failed"


def test_what_is_held_can_be_released(gateway: TestClient[Any]) -> None:
    gateway.post("/sandbox/faults", json={"out_of_order": True})
    charge(gateway)
    assert [each["state"] for each in notifications(gateway)] == ["held"]
    gateway.post("/sandbox/notifications/release")
    wait_until(lambda: notifications(gateway)[0]["attempts"] == 1)


def test_a_bank_that_scans_the_code_pays_the_charge_that_shows_it_once(gateway: TestClient[Any]) -> None:
    charge(gateway, transaction_details={"order_id": "PADU-0", "gross_amount": 5_000})
    code = charge(gateway)["qr_string"]
    paid = gateway.post("/sandbox/scan", json={"qr_string": code})
    assert (paid.status_code, paid.json()["order_id"], paid.json()["transaction_status"]) == (200, "PADU-1", "settlement")
    assert gateway.get("/v2/PADU-0/status", auth=AUTH).json()["transaction_status"] == "pending"
    for other in (code, "", "0002010102"):
        assert gateway.post("/sandbox/scan", json={"qr_string": other}).status_code == 404
    assert gateway.post("/sandbox/scan", content=b"{").status_code == 400
    assert [each["body"]["transaction_status"] for each in notifications(gateway)] == ["pending", "pending", "settlement"]


def test_an_unknown_switch_is_refused_and_changes_nothing(gateway: TestClient[Any]) -> None:
    gateway.post("/sandbox/faults", json={"lost": True})
    assert gateway.post("/sandbox/faults", json={"lots": False}).status_code == 400
    assert gateway.get("/sandbox/faults").json()["lost"] is True


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"payment_type": "shells"}, "payment_type"),
        ({"payment_type": "bank_transfer"}, "bank_transfer.bank"),
        ({"payment_type": "bank_transfer", "bank_transfer": {"bank": "xyz"}}, "bank_transfer.bank"),
        ({"custom_expiry": {"expiry_duration": 0}}, "custom_expiry"),
        ({"transaction_details": {"order_id": "a b", "gross_amount": 1}}, "order_id"),
        ({"transaction_details": {"order_id": "ab", "gross_amount": 0}}, "gross_amount"),
        ({"transaction_details": {"order_id": "ab", "gross_amount": 1.5}}, "gross_amount"),
        ({"item_details": [{"name": "a", "price": 9_999, "quantity": 1}]}, "item_details"),
    ],
)
def test_a_bad_charge_is_refused_by_name_and_leaves_nothing(gateway: TestClient[Any], more: dict[str, object], problem: str) -> None:
    told = charge(gateway, **more)
    assert told["status_code"] == "400"
    assert problem in told["validation_messages"][0]
    assert notifications(gateway) == []
    assert gateway.get("/v2/PADU-1/status", auth=AUTH).status_code == 404
    assert gateway.get("/v2/ab/status", auth=AUTH).status_code == 404
