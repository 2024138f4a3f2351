"""What the gateway's words mean, and how knowledge of a payment grows; pure.

The words are those of Midtrans' Core API: `transaction_status` with `fraud_status`, and a `status_code` beside them.
"""

from __future__ import annotations

import re

from padu.kernel.money import ZERO, Money
from padu.market.payments.types import ChargeRequest, Notification, PaymentError, PaymentFacts, PaymentReport, PaymentState

_RANK = {state: rank for rank, state in enumerate(PaymentState)}
_STATES = {
    "pending": PaymentState.PENDING,
    "authorize": PaymentState.IN_REVIEW,
    "settlement": PaymentState.PAID,
    "deny": PaymentState.FAILED,
    "failure": PaymentState.FAILED,
    "cancel": PaymentState.CANCELLED,
    "expire": PaymentState.EXPIRED,
    "partial_refund": PaymentState.PARTLY_REFUNDED,
    "refund": PaymentState.REFUNDED,
}
_CAPTURED = {"accept": PaymentState.PAID, "challenge": PaymentState.IN_REVIEW, "deny": PaymentState.FAILED}
# A status never comes with another code than these; the signature covers the code, so a swapped status often shows here.
_CODES = {"pending": {"201"}, "settlement": {"200"}, "expire": {"202", "407"}, "refund": {"200"}, "partial_refund": {"200"}}
_AMOUNT = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")
_ORDER_ID = re.compile(r"[A-Za-z0-9\-_~.]{1,50}")


def read_state(status: str, fraud: str) -> PaymentState:
    """The state that a `transaction_status` and a `fraud_status` name. Paid is `settlement`, or `capture` with `accept`.

    Errors: `payments.status_unknown`.
    """
    state = _CAPTURED.get(fraud) if status == "capture" else _STATES.get(status)
    if state is None:
        raise PaymentError(
            "payments.status_unknown",
            f"the payment gateway says {status!r} with fraud status {fraud!r}, which means nothing here",
            todo="look the payment up at the gateway; nothing was changed",
        )
    return state


def fits_code(status: str, code: str) -> bool:
    """Whether a `status_code` can come with a `transaction_status`."""
    return status not in _CODES or code in _CODES[status]


def read_amount(text: str) -> Money:
    """Whole rupiah from the gateway's `24145.00`. Errors: `payments.amount_unreadable`."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise PaymentError("payments.amount_unreadable", f"{text[:40]!r} is not an amount of whole rupiah")
    return Money(int(found[1]))


def advance(known: PaymentFacts, told: PaymentFacts) -> PaymentFacts:
    """What is known after something was told: whichever proves more, and the larger sum refunded.

    The order of telling and repetition change nothing (a semilattice's join), so late, doubled and disordered notifications
    end where orderly ones do.
    """
    state = max(known.state, told.state, key=_RANK.__getitem__)
    return PaymentFacts(state, max(known.refunded, told.refunded))


def check_charge(request: ChargeRequest) -> None:
    """Refuse a charge that the gateway would refuse. Errors: `payments.order_id`, `payments.amount_mismatch`, `payments.expiry`."""
    if not _ORDER_ID.fullmatch(request.order_id):
        raise PaymentError(
            "payments.order_id", f"{request.order_id[:60]!r} cannot name a payment", todo="use at most 50 letters, digits and -_~."
        )
    total = sum((item.price * item.quantity for item in request.items), ZERO)
    if total != request.amount or request.amount <= ZERO:
        raise PaymentError(
            "payments.amount_mismatch",
            f"the items add up to {total.rupiah} rupiah and {request.amount.rupiah} were asked for",
            where=f"payment {request.order_id}",
            todo="ask for what the items cost: more than zero",
        )
    if request.expires_after is not None:
        minutes, rest = divmod(request.expires_after.total_seconds(), 60)
        if rest or minutes < 1:
            raise PaymentError(
                "payments.expiry", f"a payment cannot expire after {request.expires_after}", todo="give whole minutes, one or more"
            )


def check_matches(told: Notification | PaymentReport, order_id: str, amount: Money) -> None:
    """Refuse word of another payment or another sum than was charged. Errors: `payments.not_ours`."""
    if told.order_id != order_id or told.amount != amount:
        raise PaymentError(
            "payments.not_ours",
            f"the gateway speaks of {told.amount.rupiah} rupiah for {told.order_id!r}, and {amount.rupiah} were charged",
            where=f"payment {order_id}",
            todo="compare both sides' records of this payment; nothing was changed",
        )
