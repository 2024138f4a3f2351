from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import ZERO, Money
from padu.market.payments import (
    NOTHING_KNOWN,
    ChargeItem,
    ChargeRequest,
    Notification,
    PaymentError,
    PaymentFacts,
    PaymentMethod,
    PaymentState,
    advance,
    check_matches,
)
from padu.market.payments.rules import check_charge, fits_code, read_amount, read_state

FACTS = st.builds(PaymentFacts, st.sampled_from(PaymentState), st.integers(0, 10**9).map(Money))
MONEY_ARRIVED = {PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED}


@given(st.lists(FACTS), st.randoms())
def test_the_order_of_telling_and_repetition_change_nothing(told: list[PaymentFacts], random: object) -> None:
    disordered = [*told, *told]
    random.shuffle(disordered)
    orderly, chaotic = NOTHING_KNOWN, NOTHING_KNOWN
    for each in told:
        orderly = advance(orderly, each)
    for each in disordered:
        chaotic = advance(chaotic, each)
    assert orderly == chaotic


@given(FACTS, FACTS)
def test_knowledge_never_moves_back(known: PaymentFacts, told: PaymentFacts) -> None:
    after = advance(known, told)
    assert list(PaymentState).index(after.state) >= list(PaymentState).index(known.state)
    assert after.state in {known.state, told.state}
    assert after.refunded >= known.refunded
    assert advance(after, known) == after
    if known.state in MONEY_ARRIVED:
        assert after.state in MONEY_ARRIVED


@given(st.sampled_from([PaymentState.PENDING, PaymentState.EXPIRED, PaymentState.CANCELLED, PaymentState.FAILED]))
def test_money_that_arrived_too_late_is_not_denied(closed: PaymentState) -> None:
    assert advance(PaymentFacts(closed), PaymentFacts(PaymentState.PAID)).state is PaymentState.PAID


@pytest.mark.parametrize(
    ("status", "fraud", "state"),
    [
        ("pending", "accept", PaymentState.PENDING),
        ("settlement", "", PaymentState.PAID),
        ("capture", "accept", PaymentState.PAID),
        ("capture", "challenge", PaymentState.IN_REVIEW),
        ("capture", "deny", PaymentState.FAILED),
        ("authorize", "accept", PaymentState.IN_REVIEW),
        ("deny", "", PaymentState.FAILED),
        ("failure", "", PaymentState.FAILED),
        ("cancel", "", PaymentState.CANCELLED),
        ("expire", "", PaymentState.EXPIRED),
        ("partial_refund", "", PaymentState.PARTLY_REFUNDED),
        ("refund", "", PaymentState.REFUNDED),
    ],
)
def test_every_word_of_the_gateway_means_one_state(status: str, fraud: str, state: PaymentState) -> None:
    assert read_state(status, fraud) is state


@pytest.mark.parametrize(("status", "fraud"), [("paid", ""), ("SETTLEMENT", ""), ("capture", ""), ("", "accept")])
def test_an_unknown_word_is_refused(status: str, fraud: str) -> None:
    with pytest.raises(PaymentError) as refused:
        read_state(status, fraud)
    assert refused.value.code == "payments.status_unknown"


def test_a_status_with_another_statuss_code_does_not_fit() -> None:
    assert fits_code("settlement", "200")
    assert not fits_code("settlement", "201")
    assert not fits_code("settlement", "407")
    assert fits_code("deny", "202")


@given(st.integers(0, 10**12))
def test_amounts_are_read_as_they_are_written(rupiah: int) -> None:
    assert read_amount(f"{rupiah}.00") == read_amount(str(rupiah)) == Money(rupiah)


@pytest.mark.parametrize("text", ["", "1.50", "-1.00", "1,000.00", "1e3", " 1", "1.000", "NaN", "\u0967"])
def test_what_is_no_amount_of_whole_rupiah_is_refused(text: str) -> None:
    with pytest.raises(PaymentError) as refused:
        read_amount(text)
    assert refused.value.code == "payments.amount_unreadable"


def asked(**changes: object) -> ChargeRequest:
    facts: dict[str, object] = {
        "order_id": "PADU-1",
        "amount": Money(24_145),
        "method": PaymentMethod.QRIS,
        "items": (
            ChargeItem(item_id="a", name="Kopi", price=Money(12_500), quantity=2),
            ChargeItem(item_id="b", name="Diskon", price=Money(-855)),
        ),
    }
    return ChargeRequest(**(facts | changes))


def test_a_charge_that_adds_up_is_let_through() -> None:
    check_charge(asked(expires_after=dt.timedelta(minutes=1)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order_id": ""}, "payments.order_id"),
        ({"order_id": "a/b"}, "payments.order_id"),
        ({"order_id": "x" * 51}, "payments.order_id"),
        ({"amount": Money(24_146)}, "payments.amount_mismatch"),
        ({"amount": ZERO, "items": ()}, "payments.amount_mismatch"),
        ({"expires_after": dt.timedelta(seconds=90)}, "payments.expiry"),
        ({"expires_after": dt.timedelta(0)}, "payments.expiry"),
    ],
)
def test_a_charge_the_gateway_would_refuse_is_not_sent(changes: dict[str, object], code: str) -> None:
    with pytest.raises(PaymentError) as refused:
        check_charge(asked(**changes))
    assert refused.value.code == code


def test_word_of_another_payment_or_sum_is_not_ours() -> None:
    told = Notification(order_id="P-1", transaction_id="t", amount=Money(10), facts=NOTHING_KNOWN, status="pending")
    check_matches(told, "P-1", Money(10))
    for order_id, amount in (("P-2", Money(10)), ("P-1", Money(11))):
        with pytest.raises(PaymentError) as refused:
            check_matches(told, order_id, amount)
        assert refused.value.code == "payments.not_ours"
