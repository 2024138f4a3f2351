"""Orders' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Amount, ExchangeRate
from padu.market.catalog.types import ListingId, VariantId
from padu.market.sellers.types import ShopId

OrderId = NewType("OrderId", UUID)


class OrderStatus(StrEnum):
    """An order's life, whatever each platform calls it."""

    AWAITING_PAYMENT = "awaiting_payment"
    ON_HOLD = "on_hold"
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    RETURNED = "returned"
    DISPUTED = "disputed"


class ImportedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one thing at one price, in the order's currency. `is_sale` is false for a gift, whose price is not asked.

    `listing_id` and `variant_id` are the market's, where the thing stands in the catalogue.
    """

    title: str
    quantity: int
    unit_price: Decimal
    listing_id: ListingId | None = None
    variant_id: VariantId | None = None
    variant: str = ""
    seller_sku: str = ""
    seller_discount: Decimal = Decimal(0)
    platform_discount: Decimal = Decimal(0)
    returned_quantity: int = 0
    is_sale: bool = True


class ImportedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's order as a platform told it.

    `total` is what the buyer pays, fees and shipping included, in the order's own currency, in which all its amounts are.
    `rate` is the dated rate that makes rupiah of them; None where the currency is IDR. Times are UTC. Who bought is not kept.
    """

    shop_id: ShopId
    order_id: OrderId
    platform: str
    source_id: str
    status: OrderStatus
    total: Amount
    ordered_at: dt.datetime
    lines: tuple[ImportedLine, ...]
    rate: ExchangeRate | None = None
    sub_total: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    paid_at: dt.datetime | None = None
    shipped_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    destination_province: str = ""
    destination_city: str = ""
    payment_method: str = ""
    order_channel: str = ""
    creator: str = ""
    invoice_number: str = ""


class OrderTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How an order's total comes about, in its own currency.

    `goods` is the price of all lines sold, `discounts` what seller and platform took off them; `other` is what the total
    holds beyond `sub_total` and `shipping_fee`: fees, insurance, tax, or (below zero) further reductions.
    """

    goods: Decimal
    discounts: Decimal
    sub_total: Decimal
    shipping_fee: Decimal
    other: Decimal
    total: Decimal


class OrderError(PaduError):
    """An order that cannot be what it claims to be."""
