"""Reads the order export of the merged seller centre: 65 columns (63 in its older form), one row per SKU, one order from all its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from padu.merge.sources.check_numbers import decimal, optional_decimal, whole
from padu.merge.sources.check_text import choice, clean, platform_id, single_line, title
from padu.merge.sources.check_time import optional_stamp, stamp
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import no_record
from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import Kind, OrderStatus, ReadOutcome, SourceAmount, SourceFile, SourceOrder, SourceOrderLine

_STATUSES = {
    "belum dibayar": OrderStatus.PENDING_PAYMENT,
    "unpaid": OrderStatus.PENDING_PAYMENT,
    "perlu dikirim": OrderStatus.TO_SHIP,
    "to ship": OrderStatus.TO_SHIP,
    "dikirim": OrderStatus.SHIPPED,
    "shipped": OrderStatus.SHIPPED,
    "selesai": OrderStatus.COMPLETED,
    "completed": OrderStatus.COMPLETED,
    "dibatalkan": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "cancelled": OrderStatus.CANCELLED,
    "pengembalian": OrderStatus.RETURNING,
    "return/refund": OrderStatus.RETURNING,
}
_AWAITING_PICKUP = {"menunggu pengambilan", "awaiting collection"}
_ON_HOLD = {"ditahan", "on hold"}
_CHANNELS = {"tiktok": "TIKTOK_SHOP", "tiktok shop": "TIKTOK_SHOP", "tokopedia": "TOKOPEDIA", "": ""}
# What the buyer pays beside goods; the platform's payment discount is taken off.
_ADDED = ("Shipping Fee After Discount", "Buyer Service Fee", "Handling Fee", "Shipping Insurance", "Item Insurance")
_TAKEN_OFF = "Payment platform discount"
_AMOUNT = "Order Amount"
# Written once per order by the platform and repeated on each of its rows.
_REPEATED = ("Order Status", "Order Substatus", *_ADDED, _TAKEN_OFF, _AMOUNT, "Created Time", "Paid Time", "Purchase Channel")
REQUIRED = (
    "Order ID",
    "Order Status",
    "Seller SKU",
    "Product Name",
    "Quantity",
    "SKU Unit Original Price",
    "SKU Subtotal Before Discount",
    "SKU Platform Discount",
    "SKU Seller Discount",
    "SKU Subtotal After Discount",
    _AMOUNT,
    "Created Time",
    "Purchase Channel",
)


@dataclass(slots=True)
class _Gathered:
    """The rows of one order, and the first fault among them."""

    rows: list[Row] = field(default_factory=list[Row])
    fault: tuple[Row, Refusal] | None = None


def read_seller_centre(file: SourceFile) -> Iterator[ReadOutcome]:
    """One order from all rows with its id, wherever they stand; a fault in one row refuses the whole order."""
    outcomes = Outcomes(file, Kind.ORDER)
    orders: dict[str, _Gathered] = {}
    nameless: list[Row] = []
    reached = 0
    try:
        with open_table(file.path, required=REQUIRED) as table:
            for row in table.rows:
                reached = row.number
                if not isinstance(row, Row):
                    yield no_record(outcomes, row)
                elif row.number == 2 and _describes(row):
                    yield outcomes.skipped(row.number, "the row under the header describes its columns")
                else:
                    orders.setdefault(_order_key(row, nameless), _Gathered()).rows.append(row)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)
    for gathered in orders.values():
        yield _read_order(outcomes, gathered)


def _order_key(row: Row, nameless: list[Row]) -> str:
    """What keeps an order's rows together: its id; for rows without one, that they follow each other and repeat the same cells."""
    if order_id := row["Order ID"]:
        return order_id
    before = nameless[-1] if nameless else None
    if not (before and before.number == row.number - 1 and all(before[column] == row[column] for column in _REPEATED)):
        nameless.clear()
    nameless.append(row)
    return f" {nameless[0].number}"


def _describes(row: Row) -> bool:
    """Whether this is the row of explanations ("Platform unique order ID."): words where an id and a count belong."""
    return not any(character.isdigit() for character in row["Order ID"] + row["Quantity"]) and " " in row["Order ID"]


def _read_order(outcomes: Outcomes, gathered: _Gathered) -> ReadOutcome:
    rows = gathered.rows
    try:
        order = _convert(gathered, platform_id(rows[0]["Order ID"], "Order ID"), outcomes.file.seller_id)
    except Refusal as refusal:
        at = gathered.fault[0] if gathered.fault else rows[0]
        return outcomes.refused(refusal, at.number, rows=len(rows), source_id=rows[0]["Order ID"])
    return outcomes.accepted(order, rows[0].number, rows=len(rows))


def _convert(gathered: _Gathered, order_id: str, seller_id: str) -> SourceOrder:
    first = gathered.rows[0]
    lines: list[SourceOrderLine] = []
    for row in gathered.rows:
        try:
            _agree(first, row)
            lines.append(_line(row, seller_id))
        except Refusal as refusal:
            gathered.fault = (row, refusal)
            raise
    sub_total, total = _totals(first, lines)
    delivered_at = optional_stamp(first["Delivered Time"], "Delivered Time")
    return SourceOrder(
        source_id=order_id,
        seller_id=seller_id,
        status=_status(first, delivered=delivered_at is not None),
        raw_status=" / ".join(word for word in (first["Order Status"], first["Order Substatus"]) if word),
        total=SourceAmount(value=total, currency="IDR"),
        lines=tuple(lines),
        commerce_platform=choice(first["Purchase Channel"].lower(), _CHANNELS, "Purchase Channel"),
        sub_total=sub_total,
        shipping_fee=_money(first, _ADDED[0]),
        created_at=stamp(first["Created Time"], "Created Time"),
        paid_at=optional_stamp(first["Paid Time"], "Paid Time"),
        shipped_at=optional_stamp(first["Shipped Time"], "Shipped Time"),
        delivered_at=delivered_at,
        cancelled_at=optional_stamp(first["Cancelled Time"], "Cancelled Time"),
        destination_province=single_line(first["Province"]),
        destination_city=single_line(first["Regency and City"]),
        payment_method=clean(first["Payment Method"]),
        order_channel=clean(first["Order Channel"]),
        creator=clean(first["Creator Handle"]),
        invoice_number=clean(first["Tokopedia Invoice Number"]),
    )


def _agree(first: Row, row: Row) -> None:
    for column in _REPEATED:
        if row[column] != first[column]:
            raise Refusal(
                "order.rows_disagree",
                f"this row says {say(row[column])} but the order's first row (row {first.number}) says {say(first[column])}",
                field=column,
                value=row[column],
            )


def _money(row: Row, column: str) -> Decimal:
    return optional_decimal(row[column], "IDR", column)


def _line(row: Row, seller_id: str) -> SourceOrderLine:
    quantity = whole(row["Quantity"], "Quantity", least=1, most=100_000)
    unit_price = decimal(row["SKU Unit Original Price"], "IDR", "SKU Unit Original Price")
    before = decimal(row["SKU Subtotal Before Discount"], "IDR", "SKU Subtotal Before Discount")
    after = decimal(row["SKU Subtotal After Discount"], "IDR", "SKU Subtotal After Discount")
    seller_discount, platform_discount = _money(row, "SKU Seller Discount"), _money(row, "SKU Platform Discount")
    if unit_price * quantity != before:
        raise _disagrees("SKU Subtotal Before Discount", f"{quantity} units of {unit_price} make {unit_price * quantity}", before)
    if before - seller_discount - platform_discount != after:
        left = before - seller_discount - platform_discount
        raise _disagrees(
            "SKU Subtotal After Discount", f"{before} less {seller_discount + platform_discount} discount leaves {left}", after
        )
    seller_sku = single_line(row["Seller SKU"])
    return SourceOrderLine(
        title=title(row["Product Name"], "Product Name", limit=1000),
        quantity=quantity,
        unit_price=SourceAmount(value=unit_price, currency="IDR"),
        listing_id=f"{seller_id}/{seller_sku}" if seller_sku else "",
        sku_id=clean(row["SKU ID"]),
        seller_sku=seller_sku,
        variant=single_line(row["Variation"]),
        seller_discount=seller_discount,
        platform_discount=platform_discount,
        returned_quantity=whole(row["Sku Quantity of return"] or 0, "Sku Quantity of return", most=quantity),
    )


def _disagrees(column: str, reckoned: str, said: Decimal) -> Refusal:
    return Refusal("order.total_disagrees", f"{reckoned}, but the cell says {said}", field=column, value=str(said))


def _totals(first: Row, lines: Sequence[SourceOrderLine]) -> tuple[Decimal, Decimal]:
    goods = sum(
        (line.unit_price.value * line.quantity - line.seller_discount - line.platform_discount for line in lines),
        Decimal(0),
    )
    added = sum((_money(first, column) for column in _ADDED), Decimal(0))
    total = decimal(first[_AMOUNT], "IDR", _AMOUNT)
    reckoned = goods + added - _money(first, _TAKEN_OFF)
    if reckoned != total:
        raise _disagrees(_AMOUNT, f"goods {goods} and fees {reckoned - goods} add up to {reckoned}", total)
    return goods, total


def _status(row: Row, *, delivered: bool) -> OrderStatus:
    status = choice(row["Order Status"].lower(), _STATUSES, "Order Status")
    substatus = row["Order Substatus"].lower()
    if status is OrderStatus.TO_SHIP and substatus in _AWAITING_PICKUP:
        return OrderStatus.READY_FOR_PICKUP
    if status is OrderStatus.TO_SHIP and substatus in _ON_HOLD:
        return OrderStatus.ON_HOLD
    return OrderStatus.DELIVERED if status is OrderStatus.SHIPPED and delivered else status
