from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import Money
from padu.market.payments import PaymentError, PaymentFacts, PaymentState, verify_notification

KEY = "SB-Mid-server-made-up"


def told(**changes: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "transaction_id": "9aed5972-5b6a-401e-894b-a32c91ed1a3a",
        "order_id": "PADU-1",
        "status_code": "200",
        "gross_amount": "24145.00",
        "transaction_status": "settlement",
        "fraud_status": "accept",
        "payment_type": "qris",
        "currency": "IDR",
    } | changes
    signed = f"{facts['order_id']}{facts['status_code']}{facts['gross_amount']}{KEY}"
    return {"signature_key": hashlib.sha512(signed.encode()).hexdigest()} | facts


def refusal(raw: bytes, key: str = KEY) -> str:
    with pytest.raises(PaymentError) as refused:
        verify_notification(raw, key)
    assert KEY not in str(refused.value)
    return refused.value.code


def test_a_signed_notification_is_read() -> None:
    read = verify_notification(json.dumps(told()).encode(), KEY)
    assert (read.order_id, read.amount, read.facts) == ("PADU-1", Money(24_145), PaymentFacts(PaymentState.PAID))


def test_a_refunds_notification_tells_the_sum_refunded() -> None:
    partial = told(transaction_status="partial_refund", refund_amount="4145.00")
    assert verify_notification(json.dumps(partial).encode(), KEY).facts == PaymentFacts(PaymentState.PARTLY_REFUNDED, Money(4_145))
    whole = told(transaction_status="refund")
    assert verify_notification(json.dumps(whole).encode(), KEY).facts == PaymentFacts(PaymentState.REFUNDED, Money(24_145))


@pytest.mark.parametrize(
    ("name", "value"), [("order_id", "PADU-2"), ("gross_amount", "1.00"), ("status_code", "202"), ("signature_key", "")]
)
def test_a_changed_field_under_the_signature_is_a_forgery(name: str, value: str) -> None:
    assert refusal(json.dumps(told() | {name: value}).encode()) == "payments.notification_forged"


def test_another_key_and_no_key_verify_nothing() -> None:
    raw = json.dumps(told()).encode()
    assert refusal(raw, "another key") == "payments.notification_forged"
    keyless = told() | {"signature_key": hashlib.sha512(b"PADU-120024145.00").hexdigest()}
    assert refusal(json.dumps(keyless).encode(), "") == "payments.notification_forged"


def test_a_pending_notification_cannot_be_turned_into_a_settlement() -> None:
    pending = told(status_code="201", transaction_status="pending")
    assert refusal(json.dumps(pending | {"transaction_status": "settlement"}).encode()) == "payments.notification_forged"


def test_truncated_foreign_and_oversized_bodies_are_unreadable() -> None:
    raw = json.dumps(told()).encode()
    assert refusal(raw[:-9]) == "payments.notification_unreadable"
    assert refusal(b"") == "payments.notification_unreadable"
    assert refusal(b"[]") == "payments.notification_unreadable"
    assert refusal(b'{"order_id": "\xff"}') == "payments.notification_unreadable"
    assert refusal(json.dumps(told(currency="USD")).encode()) == "payments.notification_unreadable"
    assert refusal(b" " * 70_000 + raw) == "payments.notification_unreadable"
    assert refusal(json.dumps(told(transaction_status="paid")).encode()) == "payments.status_unknown"
    assert refusal(json.dumps(told(gross_amount="1.50")).encode()) == "payments.amount_unreadable"


@given(st.binary(max_size=300))
def test_no_bytes_are_believed_and_none_break_it(raw: bytes) -> None:
    assert refusal(raw) == "payments.notification_unreadable"
