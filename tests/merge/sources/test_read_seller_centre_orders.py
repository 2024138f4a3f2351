# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from padu.merge.sources.types import OrderStatus, Skipped

KIND = "seller-centre-orders"
DESCRIPTION = {"Order ID": "Platform unique order ID.", "Order Status": "Current order status.", "Quantity": "Sold quantity."}


def two_lines(made: Any) -> list[dict[str, str]]:
    """One order of two rows, its order-level money repeated."""
    second = {"Seller SKU": "", "Product Name": "Sarung Tenun", "SKU ID": "", "Quantity": "1", "SKU Unit Original Price": "30000"}
    money = {
        "SKU Subtotal Before Discount": "30000",
        "SKU Platform Discount": "0",
        "SKU Seller Discount": "0",
        "SKU Subtotal After Discount": "30000",
    }
    return [made.order_row(**{"Order Amount": "132500"}), made.order_row(**{"Order Amount": "132500"}, **second, **money)]


def test_an_order_is_all_its_rows_and_its_money_counts_once(exports: Any, made: Any) -> None:
    found = made.outcomes(KIND, exports.centre(made.order_row(**DESCRIPTION), *two_lines(made)))
    assert isinstance(found[0], Skipped)
    (order,) = made.kept(found)
    assert found[1].rows == 2
    assert (order.source_id, order.seller_id, order.total.value, order.sub_total, order.shipping_fee) == (
        "579000000000000001",
        "toko-maju",
        Decimal(132500),
        Decimal(120000),
        Decimal(12000),
    )
    first, second = order.lines
    assert (first.quantity, first.unit_price.value, first.seller_discount, first.platform_discount) == (2, 50000, 9000, 1000)
    assert (first.listing_id, second.listing_id, second.title) == ("toko-maju/BTK-L", "", "Sarung Tenun")
    assert (order.status, order.raw_status) == (OrderStatus.READY_FOR_PICKUP, "Perlu dikirim / Menunggu pengambilan")
    assert order.created_at.isoformat() == "2024-01-31T11:30:00+00:00"
    assert (order.commerce_platform, order.order_channel, order.creator) == ("TOKOPEDIA", "LIVE", "kreator1")
    written = msgspec.json.encode(order)
    for personal in (b"Rahasia", b"rahasia", b"8123"):
        assert personal not in written


def test_rows_of_an_order_may_stand_apart(exports: Any, made: Any) -> None:
    first, second = two_lines(made)
    found = made.outcomes(KIND, exports.centre(first, made.order_row(**{"Order ID": "579000000000000002"}), second))
    assert [(outcome.at.row, outcome.rows) for outcome in found] == [(2, 2), (3, 1)]
    assert not made.refused(found)


def test_semicolons_and_the_older_form_are_read(exports: Any, made: Any) -> None:
    older = [column for column in made.ORDER_COLUMNS if column not in {"Order Channel", "Creator Handle"}]
    assert len(older) == 63
    (order,) = made.kept(
        made.outcomes(KIND, exports.centre(made.order_row(**{"Product Name": "Kemeja, batik"}), columns=older, delimiter=";"))
    )
    assert (order.lines[0].title, order.order_channel) == ("Kemeja, batik", "")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Order Status": "Belum dibayar", "Order Substatus": ""}, "pending_payment"),
        ({"Order Substatus": "Menunggu pengiriman"}, "to_ship"),
        ({"Order Status": "Dikirim", "Order Substatus": ""}, "shipped"),
        ({"Order Status": "Dikirim", "Delivered Time": "02/02/2024 10:00:00"}, "delivered"),
        ({"Order Status": "Selesai"}, "completed"),
        ({"Order Status": "Dibatalkan"}, "cancelled"),
        ({"Order Status": "Pengembalian"}, "returning"),
    ],
)
def test_every_status_is_mapped(exports: Any, made: Any, changes: dict[str, str], status: str) -> None:
    (order,) = made.kept(made.outcomes(KIND, exports.centre(made.order_row(**changes))))
    assert order.status == status


FAULTS = [
    ("Order ID", "", "id.missing"),
    ("Order ID", "5.79E+17", "number.not_integer"),
    ("Order ID", "pesanan", "id.malformed"),
    ("Order Status", "Entah", "enum.unknown"),
    ("Purchase Channel", "Shopee", "enum.unknown"),
    ("Product Name", "", "title.missing"),
    ("Quantity", "0", "number.out_of_range"),
    ("Quantity", "-2", "number.out_of_range"),
    ("Quantity", "1,5", "number.not_integer"),
    ("Quantity", "dua", "number.unreadable"),
    ("Sku Quantity of return", "3", "number.out_of_range"),
    ("SKU Unit Original Price", "50,000", "price.comma"),
    ("SKU Unit Original Price", "IDR 50.000", "price.unreadable"),
    ("SKU Unit Original Price", "", "price.missing"),
    ("SKU Seller Discount", "-9000", "price.negative"),
    ("SKU Subtotal Before Discount", "100001", "order.total_disagrees"),
    ("SKU Subtotal After Discount", "90001", "order.total_disagrees"),
    ("Order Amount", "102501", "order.total_disagrees"),
    ("Created Time", "", "date.unreadable"),
    ("Created Time", "31/02/2024 10:00:00", "date.unreadable"),
    ("Created Time", "2024", "date.unreadable"),
    ("Paid Time", "nanti", "date.unreadable"),
]


@pytest.mark.parametrize(("column", "value", "code"), FAULTS)
def test_a_spoilt_order_is_named_and_its_neighbours_are_kept(exports: Any, made: Any, column: str, value: str, code: str) -> None:
    path = exports.centre(made.order_row(**{column: value}), made.order_row(**{"Order ID": "579000000000000002"}))
    found = made.outcomes(KIND, path)
    (fault,) = made.refused(found)
    assert (fault.code, fault.at.row, fault.at.field, fault.rows) == (code, 2, column, 1)
    assert fault.reason.startswith(f"orders.csv, row 2, {column}: ")
    assert [order.source_id for order in made.kept(found)] == ["579000000000000002"]


def test_one_spoilt_row_refuses_its_whole_order_and_is_named(exports: Any, made: Any) -> None:
    first, second = two_lines(made)
    (fault,) = made.outcomes(KIND, exports.centre(first, second | {"Quantity": "satu"}))
    assert (fault.code, fault.at.row, fault.at.field, fault.rows, fault.source_id) == (
        "number.unreadable",
        3,
        "Quantity",
        2,
        "579000000000000001",
    )


def test_rows_of_one_order_that_disagree_are_refused(exports: Any, made: Any) -> None:
    first, second = two_lines(made)
    (fault,) = made.outcomes(KIND, exports.centre(first, second | {"Order Amount": "1"}))
    assert (fault.code, fault.at.row, fault.at.field, fault.rows) == ("order.rows_disagree", 3, "Order Amount", 2)


def test_rows_without_an_id_that_belong_together_are_one_order(exports: Any, made: Any) -> None:
    first, second = two_lines(made)
    apart = made.order_row(**{"Order ID": "", "Created Time": "01/02/2024 08:00:00"})
    found = made.outcomes(KIND, exports.centre(first | {"Order ID": ""}, second | {"Order ID": "\t"}, apart))
    assert [(fault.code, fault.at.row, fault.rows) for fault in made.refused(found)] == [("id.missing", 2, 2), ("id.missing", 4, 1)]


def test_an_amount_that_is_refused_says_what_it_adds_up_to(exports: Any, made: Any) -> None:
    (fault,) = made.outcomes(KIND, exports.centre(made.order_row(**{"Order Amount": "102501"})))
    assert "add up to 102500, but the cell says 102501" in fault.reason


def test_a_missing_column_is_one_outcome(exports: Any, made: Any) -> None:
    columns = [column for column in made.ORDER_COLUMNS if column != "Order Amount"]
    (fault,) = made.outcomes(KIND, exports.centre(made.order_row(), columns=columns))
    assert (fault.code, fault.at.field, fault.record_known) == ("header.missing_column", "Order Amount", False)
