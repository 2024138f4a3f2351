"""Payments: what is asked of the payment gateway, and what it tells of a buyer's money.

Invariants: what is known of a payment never moves back, in whatever order and however often it is told; a notification counts only
with a right signature, and releases nothing before the gateway itself was asked (its signature does not cover the status); a
payment is written down before it is opened and a refund before it is sent, and each may be repeated without happening twice.
Tables owned: `payment`, `payment_notice`, `refund`. Events told: `PaymentAdvanced`, `RefundSent`.
"""

from padu.market.payments.commands.accept_notification import accept_notification
from padu.market.payments.commands.ask_gateway import ask_gateway, close_payments
from padu.market.payments.commands.open_payment import open_payment, open_waiting
from padu.market.payments.commands.request_payments import request_payments
from padu.market.payments.commands.send_refunds import request_refunds, send_refunds, settle_by_hand
from padu.market.payments.midtrans import MidtransAccess, MidtransClient
from padu.market.payments.queries import payment_of, refunds_by_hand, refunds_of
from padu.market.payments.read_notification import verify_notification
from padu.market.payments.rules import advance, check_matches
from padu.market.payments.types import (
    NOTHING_KNOWN,
    Charge,
    ChargeItem,
    ChargeRequest,
    NewPayment,
    Notification,
    PaymentError,
    PaymentFacts,
    PaymentMethod,
    PaymentReport,
    PaymentState,
    PaymentView,
    Refund,
    RefundState,
    RefundView,
    RefundWish,
)

__all__ = [
    "NOTHING_KNOWN",
    "Charge",
    "ChargeItem",
    "ChargeRequest",
    "MidtransAccess",
    "MidtransClient",
    "NewPayment",
    "Notification",
    "PaymentError",
    "PaymentFacts",
    "PaymentMethod",
    "PaymentReport",
    "PaymentState",
    "PaymentView",
    "Refund",
    "RefundState",
    "RefundView",
    "RefundWish",
    "accept_notification",
    "advance",
    "ask_gateway",
    "check_matches",
    "close_payments",
    "open_payment",
    "open_waiting",
    "payment_of",
    "refunds_by_hand",
    "refunds_of",
    "request_payments",
    "request_refunds",
    "send_refunds",
    "settle_by_hand",
    "verify_notification",
]
