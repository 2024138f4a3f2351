from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import Money
from padu.market.parcels import CourierNotice, ParcelError, ParcelState, read_notice

SECRET = "agreed-with-the-gateway"  # noqa: S105 - made up
GUESS, NOTHING = "a guess", ""


def read(told: object) -> CourierNotice | None:
    return read_notice(json.dumps(told).encode(), given_secret=SECRET, secret=SECRET)


def refusal(raw: bytes, given_secret: str = SECRET, secret: str = SECRET) -> str:
    with pytest.raises(ParcelError) as refused:
        read_notice(raw, given_secret=given_secret, secret=secret)
    assert SECRET not in str(refused.value)
    return refused.value.code


def test_both_shapes_of_a_status_are_read_alike() -> None:
    flat = {"event": "order.status", "order_id": "o", "status": "picked", "courier_tracking_id": "t", "courier_waybill_id": "w"}
    nested = {"event": "order.status", "order_id": "o", "status": "picked", "courier": {"tracking_id": "t", "waybill_id": "w"}}
    assert (
        read(flat)
        == read(nested)
        == CourierNotice(booking_id="o", tracking_id="t", state=ParcelState.IN_TRANSIT, status="picked", waybill="w")
    )


def test_a_waybill_and_a_corrected_price_are_read() -> None:
    waybill = read({"event": "order.waybill_id", "order_id": "o", "courier": {"waybill_id": "JNE1"}})
    assert waybill == CourierNotice(booking_id="o", waybill="JNE1")
    assert read({"event": "order.price", "order_id": "o", "price": 12_000}) == CourierNotice(booking_id="o", price=Money(12_000))


def test_the_empty_notice_that_tries_an_address_out_tells_nothing() -> None:
    assert read_notice(b"", given_secret=SECRET, secret=SECRET) is None
    assert read({}) is None


def test_a_notice_without_the_agreed_secret_is_forged() -> None:
    raw = json.dumps({"event": "order.status", "order_id": "o", "status": "delivered"}).encode()
    assert refusal(raw, given_secret=GUESS) == "parcels.notice_forged"
    assert refusal(raw, given_secret=NOTHING) == "parcels.notice_forged"
    assert refusal(raw, given_secret=NOTHING, secret=NOTHING) == "parcels.notice_forged"
    assert refusal(b"", given_secret=GUESS) == "parcels.notice_forged"


def test_what_tells_nothing_or_cannot_be_read_is_refused() -> None:
    assert refusal(b'{"event": "order.sta') == "parcels.notice_unreadable"
    assert refusal(b"[1]") == "parcels.notice_unreadable"
    assert refusal(b'{"event": "order.waybill_id", "order_id": "o"}') == "parcels.notice_unreadable"
    assert refusal(b'{"event": "order.price", "order_id": "o"}') == "parcels.notice_unreadable"
    assert refusal(b'{"event": "order.moon", "order_id": "o"}') == "parcels.notice_unreadable"
    assert refusal(b" " * 70_000 + b"[]") == "parcels.notice_unreadable"
    assert refusal(b'{"event": "order.status", "order_id": "o", "status": "beamed"}') == "parcels.status_unknown"


@given(st.binary(min_size=1, max_size=300).filter(lambda raw: raw.strip() not in {b"", b"{}"}))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert refusal(raw) == "parcels.notice_unreadable"
