"""Payments: what is asked of the payment gateway, and what it tells of a buyer's money.

Invariants: what is known of a payment never moves back, in whatever order and however often it is told; a notification counts only
with a right signature, and releases nothing before the gateway itself was asked (its signature does not cover the status).
Tables owned: none. Events told: none.
"""

from padu.market.payments.midtrans import MidtransAccess, MidtransClient
from padu.market.payments.read_notification import verify_notification
from padu.market.payments.rules import advance, check_matches
from padu.market.payments.types import (
    NOTHING_KNOWN,
    Charge,
    ChargeItem,
    ChargeRequest,
    Notification,
    PaymentError,
    PaymentFacts,
    PaymentMethod,
    PaymentReport,
    PaymentState,
    Refund,
)

__all__ = [
    "NOTHING_KNOWN",
    "Charge",
    "ChargeItem",
    "ChargeRequest",
    "MidtransAccess",
    "MidtransClient",
    "Notification",
    "PaymentError",
    "PaymentFacts",
    "PaymentMethod",
    "PaymentReport",
    "PaymentState",
    "Refund",
    "advance",
    "check_matches",
    "verify_notification",
]
