"""Payments' states, facts and errors."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import ZERO, Money


class PaymentError(PaduError):
    """A payment that cannot be made, read or believed."""


class PaymentMethod(StrEnum):
    """How a buyer can pay: a QRIS code, a transfer to a number made for this payment at one bank, or the GoPay wallet."""

    QRIS = "qris"
    BCA = "bca"
    BNI = "bni"
    BRI = "bri"
    PERMATA = "permata"
    GOPAY = "gopay"


class PaymentState(StrEnum):
    """What is known of a payment. They stand in the order in which they prove more: each outweighs those before it.

    Closed without money (`expired`, `cancelled`, `failed`) stands before `paid`: a buyer can pay at the last moment, and money
    that arrived is never denied.
    """

    PENDING = "pending"
    IN_REVIEW = "in_review"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class PaymentFacts(msgspec.Struct, frozen=True):
    """How far a payment has come, and how much of it went back to the buyer, all refunds together."""

    state: PaymentState
    refunded: Money = ZERO


NOTHING_KNOWN = PaymentFacts(PaymentState.PENDING)


class ChargeItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is paid for; `price` is of one unit and may be below zero for a discount."""

    item_id: str
    name: str
    price: Money
    quantity: int = 1


class ChargeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Asks the gateway for a payment. `order_id` is ours, used once for ever: letters, digits and `-_~.`, 50 at most.

    The items must add up to `amount`. `expires_after` is whole minutes; None takes the gateway's own.
    """

    order_id: str
    amount: Money
    method: PaymentMethod
    items: tuple[ChargeItem, ...]
    expires_after: dt.timedelta | None = None


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What the buyer needs in order to pay: `qr_string` for QRIS, `va_number` for a bank, `links` by name for a wallet. Times are UTC."""

    order_id: str
    transaction_id: str
    amount: Money
    method: PaymentMethod
    facts: PaymentFacts
    charged_at: dt.datetime
    expires_at: dt.datetime | None
    qr_string: str = ""
    va_number: str = ""
    links: dict[str, str] = {}


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One refund as the gateway keeps it; `refund_key` is ours and used once."""

    refund_key: str
    amount: Money
    reason: str = ""


class PaymentReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the gateway says of a payment when it is asked. `status` is its own word. Times are UTC."""

    order_id: str
    transaction_id: str
    amount: Money
    facts: PaymentFacts
    status: str
    settled_at: dt.datetime | None = None
    refunds: tuple[Refund, ...] = ()


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A notification with a right signature. The signature covers order, code and amount, not `facts`: confirm these by asking."""

    order_id: str
    transaction_id: str
    amount: Money
    facts: PaymentFacts
    status: str


class NewPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Asks a buyer for money. `items` is what is paid for and adds up to `amount`; `pay_by` is UTC."""

    payment_id: UUID
    buyer_id: UUID
    purchase_id: UUID
    method: PaymentMethod
    amount: Money
    items: tuple[ChargeItem, ...]
    pay_by: dt.datetime


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as its buyer sees it. Until `is_open` the gateway has not told how to pay; `error` is the code of why not."""

    payment_id: UUID
    buyer_id: UUID
    purchase_id: UUID
    method: PaymentMethod
    amount: Money
    facts: PaymentFacts
    pay_by: dt.datetime
    is_open: bool
    qr_string: str
    va_number: str
    links: dict[str, str]
    error: str


class RefundState(StrEnum):
    """How far a refund has come. `by_hand`: the gateway cannot send it, a person must."""

    WANTED = "wanted"
    SENT = "sent"
    BY_HAND = "by_hand"


class RefundWish(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for money of a payment to go back. `refund_id` is the fact's own, so that it goes back once."""

    payment_id: UUID
    refund_id: UUID
    shop_id: UUID
    order_id: UUID
    amount: Money
    reason: str


class RefundView(msgspec.Struct, frozen=True, kw_only=True):
    """A refund and how far it has come."""

    payment_id: UUID
    refund_id: UUID
    shop_id: UUID
    order_id: UUID
    amount: Money
    reason: str
    state: RefundState
    requested_at: dt.datetime
    sent_at: dt.datetime | None
    error: str
