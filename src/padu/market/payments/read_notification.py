"""Believes a notification of the payment gateway, or does not; pure."""

from __future__ import annotations

import hashlib
import hmac

from padu.market.payments.rules import fits_code, read_amount
from padu.market.payments.types import Notification, PaymentError
from padu.market.payments.wire import read_facts, read_transaction

_LARGEST = 65_536  # bytes; real ones are below two thousand


def verify_notification(raw: bytes, server_key: str) -> Notification:
    """Read the body of a notification whose `signature_key` only the gateway can have made.

    The signature is hex SHA-512 of order_id + status_code + gross_amount + server key (Midtrans, HTTP notification), compared in
    constant time. It does not cover `transaction_status`: confirm by `MidtransClient.confirm` before money or goods move.

    Errors: `payments.notification_unreadable`, `payments.notification_forged`, `payments.status_unknown`,
    `payments.amount_unreadable`.
    """
    if len(raw) > _LARGEST:
        raise PaymentError("payments.notification_unreadable", f"a notification of {len(raw)} bytes is too long to be one")
    told = read_transaction(raw, "payments.notification_unreadable")
    signed = f"{told.order_id}{told.status_code}{told.gross_amount}{server_key}"
    right = hashlib.sha512(signed.encode("utf-8", "surrogatepass")).hexdigest()
    if not server_key or not hmac.compare_digest(right.encode(), told.signature_key.encode("utf-8", "surrogatepass")):
        raise PaymentError(
            "payments.notification_forged",
            "the notification's signature is not the payment gateway's",
            where=f"payment {told.order_id[:50]!r}",
            todo="nothing was changed; if it repeats, compare the server key with the gateway's",
        )
    if not fits_code(told.transaction_status, told.status_code):
        raise PaymentError(
            "payments.notification_forged",
            f"the notification says {told.transaction_status!r} with code {told.status_code!r}, which the gateway never does",
            where=f"payment {told.order_id[:50]!r}",
            todo="nothing was changed; ask for the payment's status",
        )
    return Notification(
        order_id=told.order_id,
        transaction_id=told.transaction_id,
        amount=read_amount(told.gross_amount),
        facts=read_facts(told),
        status=told.transaction_status,
    )
