"""Reads order search pages: one line item per unit becomes one line per SKU and price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from padu.merge.sources.check_numbers import currency, decimal, optional_decimal
from padu.merge.sources.check_text import choice, clean, first_time, platform_id, single_line, title
from padu.merge.sources.check_time import optional_unix, unix
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.tiktok_shop.read_elements import read_elements
from padu.merge.sources.types import Kind, OrderStatus, ReadOutcome, SourceAmount, SourceFile, SourceOrder, SourceOrderLine

_STATUSES = {
    "UNPAID": OrderStatus.PENDING_PAYMENT,
    "ON_HOLD": OrderStatus.ON_HOLD,
    "AWAITING_SHIPMENT": OrderStatus.TO_SHIP,
    "PARTIALLY_SHIPPING": OrderStatus.TO_SHIP,
    "AWAITING_COLLECTION": OrderStatus.READY_FOR_PICKUP,
    "IN_TRANSIT": OrderStatus.SHIPPED,
    "DELIVERED": OrderStatus.DELIVERED,
    "COMPLETED": OrderStatus.COMPLETED,
    "CANCELLED": OrderStatus.CANCELLED,
}
_PLATFORMS = {"TIKTOK_SHOP": "TIKTOK_SHOP", "TOKOPEDIA": "TOKOPEDIA", "": ""}
_NO_SALE = "ZERO_LOTTERY"
# Everything beside goods and shipping that the buyer pays; `tax` already holds the product's and the shipping's.
_FEES = (
    "tax",
    "handling_fee",
    "item_insurance_fee",
    "shipping_insurance_fee",
    "buyer_service_fee",
    "small_order_fee",
    "retail_delivery_fee",
)


class _Line(msgspec.Struct):
    id: str | None = None
    product_id: str | None = None
    product_name: str | None = None
    sku_id: str | None = None
    sku_name: str | None = None
    seller_sku: str | None = None
    sku_type: str | None = None
    currency: str | None = None
    original_price: str | None = None
    seller_discount: str | None = None
    platform_discount: str | None = None
    is_gift: bool | None = None


class _Payment(msgspec.Struct):
    currency: str | None = None
    sub_total: str | None = None
    shipping_fee: str | None = None
    total_amount: str | None = None
    tax: str | None = None
    handling_fee: str | None = None
    item_insurance_fee: str | None = None
    shipping_insurance_fee: str | None = None
    buyer_service_fee: str | None = None
    small_order_fee: str | None = None
    retail_delivery_fee: str | None = None


class _Area(msgspec.Struct):
    address_level: str | None = None
    address_name: str | None = None


class _Recipient(msgspec.Struct):
    """Only the areas: names, telephone numbers and streets are never decoded."""

    district_info: list[_Area] | None = None


class _Order(msgspec.Struct):
    id: str | None = None
    status: str | None = None
    commerce_platform: str | None = None
    order_type: str | None = None
    is_sample_order: bool | None = None
    line_items: list[_Line] | None = None
    payment: _Payment | None = None
    recipient_address: _Recipient | None = None
    payment_method_name: str | None = None
    create_time: int | None = None
    paid_time: int | None = None
    rts_time: int | None = None
    collection_time: int | None = None
    delivery_time: int | None = None
    cancel_time: int | None = None


_ORDER = msgspec.json.Decoder(_Order)


def read_orders(file: SourceFile) -> Iterator[ReadOutcome]:
    """One order per element."""
    return read_elements(file, Kind.ORDER, "orders", _ORDER, _convert)


def _convert(order: _Order, seller_id: str) -> SourceOrder:
    source_id = platform_id(order.id, "id")
    payment = order.payment or _Payment()
    code = currency(payment.currency, "payment.currency")
    sample = bool(order.is_sample_order) or order.order_type == _NO_SALE
    lines, goods = _lines(order.line_items or [], code, sample=sample)
    sub_total, shipping_fee, total = _totals(payment, code, goods)
    areas = {area.address_level: single_line(area.address_name) for area in _areas(order)}
    return SourceOrder(
        source_id=source_id,
        seller_id=seller_id,
        status=choice(order.status, _STATUSES, "status"),
        raw_status=order.status or "",
        total=SourceAmount(value=total, currency=code),
        lines=lines,
        commerce_platform=choice(order.commerce_platform, _PLATFORMS, "commerce_platform"),
        sub_total=sub_total,
        shipping_fee=shipping_fee,
        created_at=unix(order.create_time, "create_time"),
        paid_at=optional_unix(order.paid_time, "paid_time"),
        shipped_at=optional_unix(order.collection_time or order.rts_time, "collection_time"),
        delivered_at=optional_unix(order.delivery_time, "delivery_time"),
        cancelled_at=optional_unix(order.cancel_time, "cancel_time"),
        destination_province=areas.get("L1", ""),
        destination_city=areas.get("L2", ""),
        payment_method=clean(order.payment_method_name),
    )


def _areas(order: _Order) -> list[_Area]:
    return (order.recipient_address.district_info if order.recipient_address else None) or []


def _totals(payment: _Payment, code: str, goods: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Goods, shipping and the whole, checked against each other to the unit."""
    sub_total = decimal(payment.sub_total or "", code, "payment.sub_total")
    shipping_fee = optional_decimal(payment.shipping_fee, code, "payment.shipping_fee")
    total = decimal(payment.total_amount or "", code, "payment.total_amount")
    fees = sum((optional_decimal(getattr(payment, name), code, f"payment.{name}") for name in _FEES), Decimal(0))
    if goods != sub_total:
        raise Refusal(
            "order.total_disagrees",
            f"the lines add up to {goods} but sub_total says {sub_total}",
            field="payment.sub_total",
            value=str(sub_total),
        )
    if sub_total + shipping_fee + fees != total:
        raise Refusal(
            "order.total_disagrees",
            f"sub_total {sub_total}, shipping {shipping_fee} and fees {fees} add up to {sub_total + shipping_fee + fees}, "
            f"but total_amount says {total}",
            field="payment.total_amount",
            value=str(total),
        )
    return sub_total, shipping_fee, total


def _lines(items: list[_Line], code: str, *, sample: bool) -> tuple[tuple[SourceOrderLine, ...], Decimal]:
    """Equal units joined into lines, and what they cost after discounts."""
    if not items:
        raise Refusal("order.no_lines", "the order names nothing that was bought", field="line_items")
    goods = Decimal(0)
    joined: dict[tuple[object, ...], tuple[SourceOrderLine, list[str]]] = {}
    seen: set[str] = set()
    for position, item in enumerate(items):
        try:
            line_id = platform_id(item.id, "id")
            first_time(line_id, seen, "id")
            line = _unit(item, code, sample=sample)
        except Refusal as refusal:
            raise refusal.inside(f"line_items[{position}]") from None
        goods += line.unit_price.value - line.seller_discount - line.platform_discount
        key = (line.sku_id, line.listing_id, line.unit_price.value, line.seller_discount, line.platform_discount, line.is_sale)
        joined.setdefault(key, (line, []))[1].append(line_id)
    return tuple(_times(line, ids) for line, ids in joined.values()), goods


def _unit(item: _Line, code: str, *, sample: bool) -> SourceOrderLine:
    own = currency(item.currency, "currency") if item.currency else code
    if own != code:
        raise Refusal("currency.mixed", f"the line is in {own} but the order in {code}", field="currency", value=own)
    return SourceOrderLine(
        title=title(item.product_name, "product_name", limit=1000),
        quantity=1,
        unit_price=SourceAmount(value=decimal(item.original_price or "", code, "original_price"), currency=code),
        listing_id=platform_id(item.product_id, "product_id"),
        sku_id=platform_id(item.sku_id, "sku_id"),
        seller_sku=single_line(item.seller_sku),
        variant=single_line(item.sku_name),
        seller_discount=optional_decimal(item.seller_discount, code, "seller_discount"),
        platform_discount=optional_decimal(item.platform_discount, code, "platform_discount"),
        is_sale=not (sample or item.is_gift or item.sku_type == _NO_SALE),
    )


def _times(line: SourceOrderLine, line_ids: list[str]) -> SourceOrderLine:
    """The line for all its units; discounts are of the whole line."""
    count = len(line_ids)
    return msgspec.structs.replace(
        line,
        quantity=count,
        seller_discount=line.seller_discount * count,
        platform_discount=line.platform_discount * count,
        line_ids=tuple(line_ids),
    )
