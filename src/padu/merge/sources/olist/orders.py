"""Reads Olist's orders with their items and payments. An order of several sellers becomes one order for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from padu.merge.sources.check_numbers import decimal
from padu.merge.sources.check_text import choice, first_time, own_id, single_line
from padu.merge.sources.check_time import BRASILIA, optional_stamp, stamp
from padu.merge.sources.olist.read_tables import COLUMNS, Item, Payment, destinations, items, payments
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import no_record
from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Kind, OrderStatus, ReadOutcome, SourceAmount, SourceFile, SourceOrder, SourceOrderLine

_STATUSES = {
    "created": OrderStatus.PENDING_PAYMENT,
    "approved": OrderStatus.TO_SHIP,
    "invoiced": OrderStatus.TO_SHIP,
    "processing": OrderStatus.TO_SHIP,
    "shipped": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "unavailable": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What other tables say of orders."""

    items: Mapping[str, Sequence[Item]]
    payments: Mapping[str, Sequence[Payment]]
    destinations: Mapping[str, tuple[str, str]]


def read_orders(file: SourceFile) -> Iterator[ReadOutcome]:
    """One order per order and seller; the first of them counts the order's row. Its money must equal what was paid."""
    outcomes = Outcomes(file, Kind.ORDER)
    seen: set[str] = set()
    reached = 0
    try:
        with open_table(file.path, required=COLUMNS["orders"]) as table:
            around = _gather(file.path.parent)
            for row in table.rows:
                reached = row.number
                if isinstance(row, Row):
                    yield from _read_row(outcomes, row, around, seen)
                else:
                    yield no_record(outcomes, row)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)


def _gather(folder: Path) -> _Around:
    return _Around(items(folder), payments(folder), destinations(folder))


def _read_row(outcomes: Outcomes, row: Row, around: _Around, seen: set[str]) -> Iterator[ReadOutcome]:
    order_id = row["order_id"]
    try:
        first_time(own_id(order_id, "order_id"), seen, "order_id")
        bought = _bought(around, order_id)
        by_seller: dict[str, list[Item]] = {}
        for item in bought:
            by_seller.setdefault(own_id(item.seller_id, f"order_items row {item.row}.seller_id"), []).append(item)
        paid = around.payments.get(order_id, ())
        orders = [_convert(row, seller_id, own, around, paid) for seller_id, own in by_seller.items()]
        _check_paid(sum((order.total.value for order in orders), Decimal(0)), paid)
    except Refusal as refusal:
        yield outcomes.refused(refusal, row.number, source_id=order_id)
        return
    for position, order in enumerate(orders):
        yield outcomes.accepted(order, row.number, rows=0 if position else 1)


def _bought(around: _Around, order_id: str) -> Sequence[Item]:
    bought = around.items.get(order_id)
    if bought:
        return bought
    raise Refusal("order.no_lines", "the order names nothing that was bought, so no seller can be told", field="order_id", value=order_id)


def _check_paid(owed: Decimal, paid: Sequence[Payment]) -> None:
    total = sum((decimal(payment.value, "BRL", f"order_payments row {payment.row}.payment_value") for payment in paid), Decimal(0))
    if total != owed:
        raise Refusal(
            "order.total_disagrees",
            f"goods and freight make {owed} BRL but the payments add up to {total} BRL",
            field="order_payments.payment_value",
            value=str(total),
        )


def _convert(row: Row, seller_id: str, own: Sequence[Item], around: _Around, paid: Sequence[Payment]) -> SourceOrder:
    lines, goods = _lines(own)
    freight = sum((decimal(item.freight, "BRL", f"order_items row {item.row}.freight_value") for item in own), Decimal(0))
    province, city = around.destinations.get(row["customer_id"], ("", ""))
    raw_status = row["order_status"]
    status = choice(raw_status, _STATUSES, "order_status")
    delivered_at = optional_stamp(row["order_delivered_customer_date"], "order_delivered_customer_date", BRASILIA)
    return SourceOrder(
        source_id=f"{row['order_id']}/{seller_id}",
        seller_id=seller_id,
        status=status,
        raw_status=raw_status,
        total=SourceAmount(value=goods + freight, currency="BRL"),
        lines=lines,
        commerce_platform="OLIST",
        sub_total=goods,
        shipping_fee=freight,
        created_at=stamp(row["order_purchase_timestamp"], "order_purchase_timestamp", BRASILIA),
        paid_at=optional_stamp(row["order_approved_at"], "order_approved_at", BRASILIA),
        shipped_at=optional_stamp(row["order_delivered_carrier_date"], "order_delivered_carrier_date", BRASILIA),
        delivered_at=delivered_at,
        destination_province=single_line(province),
        destination_city=single_line(city),
        payment_method="+".join(sorted({payment.kind for payment in paid})),
    )


def _lines(own: Sequence[Item]) -> tuple[tuple[SourceOrderLine, ...], Decimal]:
    """Equal units joined into lines, and what they cost together."""
    goods = Decimal(0)
    joined: dict[tuple[str, Decimal], int] = {}
    for item in own:
        cost = decimal(item.price, "BRL", f"order_items row {item.row}.price")
        goods += cost
        key = (own_id(item.product_id, f"order_items row {item.row}.product_id"), cost)
        joined[key] = joined.get(key, 0) + 1
    seller_id = own[0].seller_id
    lines = tuple(
        SourceOrderLine(
            title=f"Product {product_id[:8]}",
            quantity=quantity,
            unit_price=SourceAmount(value=cost, currency="BRL"),
            listing_id=f"{seller_id}/{product_id}",
            sku_id=f"{seller_id}/{product_id}",
        )
        for (product_id, cost), quantity in joined.items()
    )
    return lines, goods
