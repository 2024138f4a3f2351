"""Midtrans' answers and notifications as they stand on the wire, and what they mean here."""

from __future__ import annotations

import datetime as dt

import msgspec

from padu.kernel.money import ZERO, Money
from padu.market.payments.rules import read_amount, read_state
from padu.market.payments.types import PaymentError, PaymentFacts, PaymentReport, PaymentState, Refund

# The gateway writes Jakarta's time without an offset; western Indonesia keeps UTC+7 all year.
_JAKARTA = dt.timezone(dt.timedelta(hours=7))


class Action(msgspec.Struct, frozen=True):
    """A link for the buyer's device."""

    name: str
    url: str
    method: str = "GET"


class VirtualAccount(msgspec.Struct, frozen=True):
    """A number to transfer to."""

    bank: str
    va_number: str


class RefundEntry(msgspec.Struct, frozen=True):
    """One refund in a status answer."""

    refund_amount: str
    refund_key: str = ""
    reason: str = ""


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction in answers to charge and status and in notifications; amounts are strings such as `24145.00`."""

    status_code: str
    order_id: str
    transaction_id: str
    gross_amount: str
    transaction_status: str
    payment_type: str = ""
    fraud_status: str = ""
    currency: str = "IDR"
    transaction_time: str = ""
    settlement_time: str = ""
    expiry_time: str = ""
    signature_key: str = ""
    qr_string: str = ""
    permata_va_number: str = ""
    va_numbers: tuple[VirtualAccount, ...] = ()
    actions: tuple[Action, ...] = ()
    refund_amount: str = ""
    refunds: tuple[RefundEntry, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """The part every answer has: `status_code` counts, also inside an HTTP 200."""

    status_code: str
    status_message: str = ""


def read_transaction(raw: bytes, code: str) -> Transaction:
    """A transaction from JSON. Errors: `code` where the bytes are none, or where the currency is not rupiah."""
    try:
        transaction = msgspec.json.decode(raw, type=Transaction)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PaymentError(
            code, f"what came is no transaction: {error}", todo="nothing was changed; ask for the payment's status"
        ) from error
    if transaction.currency != "IDR":
        raise PaymentError(code, f"the transaction is in {transaction.currency[:10]!r}, not rupiah", where=transaction.order_id)
    return transaction


def read_facts(told: Transaction) -> PaymentFacts:
    """The state of the transaction and the sum refunded so far."""
    state = read_state(told.transaction_status, told.fraud_status)
    listed = sum((read_amount(entry.refund_amount) for entry in told.refunds), ZERO)
    whole = read_amount(told.gross_amount) if state is PaymentState.REFUNDED else ZERO
    summed: Money = read_amount(told.refund_amount) if told.refund_amount else ZERO
    return PaymentFacts(state, max(listed, summed, whole))


def read_time(text: str) -> dt.datetime | None:
    """UTC from the gateway's local `YYYY-MM-DD HH:MM:SS`; None for no time. Errors: `payments.answer_unreadable`."""
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_JAKARTA).astimezone(dt.UTC)
    except ValueError as error:
        raise PaymentError("payments.answer_unreadable", f"{text[:40]!r} is not a time of the payment gateway") from error


def report(told: Transaction) -> PaymentReport:
    """What a status answer says."""
    return PaymentReport(
        order_id=told.order_id,
        transaction_id=told.transaction_id,
        amount=read_amount(told.gross_amount),
        facts=read_facts(told),
        status=told.transaction_status,
        settled_at=read_time(told.settlement_time),
        refunds=tuple(
            Refund(refund_key=entry.refund_key, amount=read_amount(entry.refund_amount), reason=entry.reason) for entry in told.refunds
        ),
    )
