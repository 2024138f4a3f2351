# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from padu.merge.sources.types import ListingStatus


def test_a_shop_is_known_by_its_domain(exports: Any, made: Any) -> None:
    (seller,) = made.kept(made.outcomes("tokopedia-bulk", exports.shop_info(made.shop_info())))
    assert (seller.source_id, seller.domain, seller.name, seller.status) == ("toko-maju", "toko-maju", "Toko Maju", "open")
    assert (seller.province, seller.city) == ("Jawa Barat", "Kota Bandung")
    assert [(place.source_id, place.is_default) for place in seller.warehouses] == [("11", True)]


@pytest.mark.parametrize(
    "fault",
    [
        ("domain", "", "id.missing", "data[0].domain"),
        ("domain", ..., "id.missing", "data[0].domain"),
        ("domain", "Toko Maju!", "id.malformed", "data[0].domain"),
        ("domain", "../../etc", "id.malformed", "data[0].domain"),
        ("domain", 7, "json.wrong_shape", "data[0].domain"),
        ("shop_name", " ", "name.missing", "data[0].shop_name"),
        ("warehouses.0.warehouse_id", None, "id.missing", "data[0].warehouses[0].warehouse_id"),
    ],
)
def test_a_spoilt_shop_is_named(exports: Any, made: Any, fault: tuple[str, Any, str, str]) -> None:
    path, value, code, field = fault
    spoilt = made.set_at(made.shop_info(), path, value)
    found = made.outcomes("tokopedia-bulk", exports.shop_info(spoilt, made.shop_info(domain="lain")))
    assert [(outcome.code, outcome.at.row, outcome.at.field) for outcome in made.refused(found)] == [(code, 1, field)]
    assert [seller.source_id for seller in made.kept(found)] == ["lain"]


def test_a_shop_twice_on_a_page_is_a_duplicate(exports: Any, made: Any) -> None:
    found = made.outcomes("tokopedia-bulk", exports.shop_info(made.shop_info(), made.shop_info()))
    assert [(fault.code, fault.at.row) for fault in made.refused(found)] == [("id.duplicate", 2)]


def test_a_refused_answer_is_one_outcome(exports: Any, made: Any) -> None:
    path = exports.shop_info()
    path.write_text(json.dumps({"header": {"error_code": "INT-500", "reason": "token kedaluwarsa"}, "data": None}))
    (fault,) = made.outcomes("tokopedia-bulk", path)
    assert (fault.code, fault.record_known) == ("envelope.refused", False)
    assert "token kedaluwarsa" in fault.reason


def test_a_bulk_row_becomes_a_listing(exports: Any, made: Any) -> None:
    path = exports.bulk(made.bulk_row(), made.bulk_row(**{"SKU Name": "", "Harga (Rp)": "99000", "Kondisi": "Bekas", "Status": "Nonaktif"}))
    found = made.outcomes("tokopedia-bulk", path)
    first, second = made.kept(found)
    assert (first.source_id, first.seller_id, first.title) == ("toko-maju/BTK-1", "toko-maju", "Kemeja Batik Pria")
    assert (first.category_id, first.weight_grams, first.units, first.skus[0].price.value) == ("1809", 350, 7, Decimal(125000))
    assert first.skus[0].source_id == first.source_id
    assert (second.source_id, second.condition, second.status) == ("toko-maju/row-3", "used", ListingStatus.INACTIVE)
    assert second.skus[0].price.value == Decimal(99000)


BULK_FAULTS = [
    ("Harga (Rp)", "125,000", "price.comma"),
    ("Harga (Rp)", "Rp125.000", "price.unreadable"),
    ("Harga (Rp)", "125.000", "price.unreadable"),
    ("Harga (Rp)", -5000, "price.negative"),
    ("Harga (Rp)", 99.5, "price.unreadable"),
    ("Harga (Rp)", 1e300, "price.unreadable"),
    ("Harga (Rp)", "", "price.missing"),
    ("Harga (Rp)", 0, "price.zero"),
    ("Harga (Rp)", True, "price.unreadable"),
    ("Jumlah Stok", -3, "stock.negative"),
    ("Jumlah Stok", "habis", "stock.unreadable"),
    ("Jumlah Stok", "", "stock.unreadable"),
    ("Jumlah Stok", 1.5, "number.not_integer"),
    ("Jumlah Stok", 10**7, "stock.too_many"),
    ("Nama Produk", "", "title.missing"),
    ("Nama Produk", "x" * 300, "title.too_long"),
    ("Status", "Entahlah", "enum.unknown"),
    ("Kondisi", "Setengah baru", "enum.unknown"),
    ("SKU Name", "s" * 101, "id.malformed"),
    ("SKU Name", "BTK-0", "id.duplicate"),
    ("Berat (Gram)", "ringan", "number.unreadable"),
    ("Minimum Pemesanan", 0, "number.out_of_range"),
]


@pytest.mark.parametrize(("column", "value", "code"), BULK_FAULTS)
def test_a_spoilt_row_is_named_and_its_neighbours_are_kept(exports: Any, made: Any, column: str, value: Any, code: str) -> None:
    path = exports.bulk(made.bulk_row(**{"SKU Name": "BTK-0"}), made.bulk_row(**{column: value}), made.bulk_row(**{"SKU Name": "BTK-2"}))
    found = made.outcomes("tokopedia-bulk", path)
    (fault,) = made.refused(found)
    assert (fault.code, fault.at.row, fault.at.field, fault.rows) == (code, 3, column, 1)
    assert fault.reason.startswith(f"toko-maju.xlsx, row 3, {column}: ".replace("toko-maju.xlsx", "bulk/toko-maju.xlsx"))
    assert [listing.skus[0].seller_sku for listing in made.kept(found)] == ["BTK-0", "BTK-2"]


def test_a_date_where_a_price_belongs_is_refused(exports: Any, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [made.BULK_COLUMNS, [dt.date(2024, 1, 5) if column == "Harga (Rp)" else made.bulk_row()[column] for column in made.BULK_COLUMNS]]
    monkeypatch.setattr("padu.merge.sources.tokopedia.bulk.open_sheet", lambda *_: iter(rows))
    (fault,) = made.refused(made.outcomes("tokopedia-bulk", exports.bulk()))
    assert (fault.code, fault.at.field, fault.value) == ("cell.date", "Harga (Rp)", "2024-01-05")


def test_blank_rows_and_instructions_hold_no_record(exports: Any, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    width = len(made.BULK_COLUMNS)
    starred = [f"{column}*" if column == "Nama Produk" else column for column in made.BULK_COLUMNS]
    rows = [["Petunjuk", *[""] * (width - 1)], starred, [""] * width, list(made.bulk_row().values())]
    monkeypatch.setattr("padu.merge.sources.tokopedia.bulk.open_sheet", lambda *_: iter(rows))
    found = made.outcomes("tokopedia-bulk", exports.bulk())
    assert [(type(outcome).__name__, outcome.at.row) for outcome in found] == [("Skipped", 1), ("Skipped", 3), ("Accepted", 4)]


def test_a_workbook_without_the_template_is_one_outcome(exports: Any, made: Any) -> None:
    (fault,) = made.outcomes("tokopedia-bulk", exports.bulk(made.bulk_row(), sheet="Sheet1"))
    assert (fault.code, fault.record_known) == ("sheet.missing", False)
    columns = [column for column in made.BULK_COLUMNS if column != "Harga (Rp)"]
    (fault,) = made.outcomes("tokopedia-bulk", exports.bulk(made.bulk_row(), columns=columns))
    assert (fault.code, fault.at.field, fault.record_known) == ("header.missing_column", "Harga (Rp)", False)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file.empty"), (b"Nama Produk;Harga", "file.not_xlsx"), (b"PK\x03\x04junk", "file.not_xlsx")]
)
def test_what_is_no_workbook_is_one_outcome(exports: Any, made: Any, content: bytes, code: str) -> None:
    path = exports.bulk()
    path.write_bytes(content)
    (fault,) = made.outcomes("tokopedia-bulk", path)
    assert (fault.code, fault.record_known) == (code, False)


def test_a_workbook_cut_in_half_is_one_outcome(exports: Any, made: Any) -> None:
    path = exports.bulk(made.bulk_row())
    path.write_bytes(path.read_bytes()[:2000])
    (fault,) = made.outcomes("tokopedia-bulk", path)
    assert fault.code == "file.not_xlsx"


def test_reviews_find_their_listing_by_sku_or_title(exports: Any, made: Any) -> None:
    exports.bulk(made.bulk_row(), made.bulk_row(**{"SKU Name": "", "Nama Produk": "Sarung Tenun"}))
    columns = ["review_id", "product_name", "sku", "order_id", "rating", "review", "pictures", "created_at"]
    base = dict(
        zip(columns, ("R1", "Kemeja Batik Pria", "BTK-1", "579000000000000001", "4", "Oke; bagus", "0", "2024-01-31 18:30:00"), strict=True)
    )
    rows = [
        base,
        base | {"review_id": "R2", "sku": "", "product_name": "Sarung Tenun", "created_at": "1700000000"},
        base | {"review_id": "R3", "sku": "TIDAK-ADA"},
        base | {"review_id": "R4", "sku": "", "product_name": "Tidak ada"},
    ]
    found = made.outcomes("tokopedia-bulk", exports.table(exports.market / "reviews" / "toko-maju.csv", columns, rows))
    assert [review.listing_id for review in made.kept(found)] == ["toko-maju/BTK-1", "toko-maju/row-3"]
    assert [(fault.code, fault.at.row, fault.at.field) for fault in made.refused(found)] == [
        ("reference.unknown", 4, "sku"),
        ("reference.unknown", 5, "product_name"),
    ]
