"""Midtrans' Core API on the wire, from the gateway's side: requests, transactions, signatures, times."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

JAKARTA = dt.timezone(dt.timedelta(hours=7))
BANKS = ("bca", "bni", "bri", "permata")
MERCHANT_ID = "G000000001"


class TransactionDetails(msgspec.Struct):
    """What is charged: an order id and whole rupiah."""

    order_id: str
    gross_amount: int


class ItemDetail(msgspec.Struct):
    """One line; prices may be below zero for discounts."""

    name: str
    price: int
    quantity: int
    id: str = ""


class BankTransfer(msgspec.Struct):
    """Which bank makes the number."""

    bank: str


class CustomExpiry(msgspec.Struct):
    """When the charge lapses, counted from now."""

    expiry_duration: int
    unit: str = "minute"


class ChargeRequest(msgspec.Struct):
    """`POST /v2/charge`."""

    payment_type: str
    transaction_details: TransactionDetails
    item_details: list[ItemDetail] = []
    bank_transfer: BankTransfer | None = None
    custom_expiry: CustomExpiry | None = None


class RefundRequest(msgspec.Struct):
    """`POST /v2/{order_id}/refund`; without an amount, all that is left."""

    refund_key: str = ""
    amount: int | None = None
    reason: str = ""


class Refund(msgspec.Struct):
    """A refund as kept."""

    refund_chargeback_id: int
    refund_amount: str
    created_at: str
    reason: str
    refund_key: str


class Scan(msgspec.Struct):
    """`POST /sandbox/scan`: the text of a QR code as a bank's app reads it."""

    qr_string: str


class Transaction(msgspec.Struct, omit_defaults=True):
    """A transaction as kept and as told."""

    transaction_id: str
    order_id: str
    gross_amount: str
    payment_type: str
    transaction_time: str
    transaction_status: str
    expiry_time: str
    currency: str = ""
    merchant_id: str = ""
    fraud_status: str = ""
    status_code: str = ""
    status_message: str = ""
    settlement_time: str = ""
    acquirer: str = ""
    qr_string: str = ""
    permata_va_number: str = ""
    va_numbers: list[dict[str, str]] = []
    actions: list[dict[str, str]] = []
    refund_amount: str = ""
    refunds: list[Refund] = []
    signature_key: str = ""


# The code that goes with each status in answers and notifications.
CODES = {"pending": "201", "settlement": "200", "cancel": "200", "expire": "407", "partial_refund": "200", "refund": "200"}


def sign(order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    """The signature of a notification: hex SHA-512 of the four, one after the other."""
    return hashlib.sha512(f"{order_id}{status_code}{gross_amount}{server_key}".encode()).hexdigest()


def write_amount(rupiah: int) -> str:
    """`24145.00`."""
    return f"{rupiah}.00"


def write_time(moment: dt.datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS` in Jakarta."""
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S")
