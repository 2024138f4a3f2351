"""What happens to an order on the market, from placing to payout; no buyer's name, address or number in it."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

import msgspec

from padu.events.event import Event
from padu.kernel.money import Money


class OrderPlaced(Event, frozen=True, kw_only=True, tag="order.placed"):
    """A buyer ordered from a shop; the units are set aside and the payment is awaited until `pay_by`."""

    shop_id: UUID
    order_id: UUID
    purchase_id: UUID
    total: Money
    pay_by: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id


class OrderMoved(Event, frozen=True, kw_only=True, tag="order.moved"):
    """An order went from one status to another; `by` is the kind of whoever moved it."""

    shop_id: UUID
    order_id: UUID
    purchase_id: UUID
    before: str
    after: str
    by: Literal["buyer", "seller", "operator", "system"]
    reason: str
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id


class SoldLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a listing that were sold. `commission` is the creator's; zero where no creator led the buyer here."""

    listing_id: UUID
    creator_id: UUID | None
    units: int
    amount: Money
    commission: Money


class SaleCompleted(Event, frozen=True, kw_only=True, tag="sale.completed"):
    """An order was received and its money was shared out; `amount` and `commission` are sums of the lines'."""

    shop_id: UUID
    order_id: UUID
    buyer_id: UUID
    lines: tuple[SoldLine, ...]
    amount: Money
    commission: Money
    completed_at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id


class PaymentAdvanced(Event, frozen=True, kw_only=True, tag="payment.advanced"):
    """More is known of a payment; `state` is a word of `PaymentState`."""

    payment_id: UUID
    buyer_id: UUID
    purchase_id: UUID
    state: str
    amount: Money
    refunded: Money

    @property
    def stream(self) -> UUID:
        """The payment's."""
        return self.payment_id


class RefundSent(Event, frozen=True, kw_only=True, tag="refund.sent"):
    """Money for an order went back to its buyer."""

    payment_id: UUID
    refund_id: UUID
    shop_id: UUID
    order_id: UUID
    amount: Money
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The payment's."""
        return self.payment_id


class ParcelAdvanced(Event, frozen=True, kw_only=True, tag="parcel.advanced"):
    """More is known of a parcel; `state` is a word of `ParcelState`."""

    shop_id: UUID
    order_id: UUID
    parcel_id: UUID
    state: str
    at: dt.datetime

    @property
    def stream(self) -> UUID:
        """The shop's."""
        return self.shop_id
