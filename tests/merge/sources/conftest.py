# ruff: noqa: ANN401 - what a test writes into an export is of any type on purpose
"""Builds small exports in the platforms' formats, valid unless a test spoils them."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

from padu.merge.sources import discover, read
from padu.merge.sources.types import Accepted, Quarantined, ReadOutcome

SHOP = "7494867111555883514"
DOMAIN = "toko-maju"
BULK_COLUMNS = [
    "Pesan Error",
    "Nama Produk",
    "Deskripsi Produk",
    "Kode Kategori",
    "Berat (Gram)",
    "Minimum Pemesanan",
    "Nomor Etalase",
    "Waktu Proses Preorder",
    "Kondisi",
    "Foto Produk 1",
    "Foto Produk 2",
    "Foto Produk 3",
    "Foto Produk 4",
    "Foto Produk 5",
    "URL Video Produk 1",
    "URL Video Produk 2",
    "URL Video Produk 3",
    "SKU Name",
    "Status",
    "Jumlah Stok",
    "Harga (Rp)",
    "Kurir Pengiriman",
    "Asuransi Pengiriman",
]
ORDER_COLUMNS = [
    "Order ID",
    "Order Status",
    "Order Substatus",
    "Cancelation/Return Type",
    "Normal or Pre-order",
    "SKU ID",
    "Seller SKU",
    "Product Name",
    "Variation",
    "Quantity",
    "Sku Quantity of return",
    "SKU Unit Original Price",
    "SKU Subtotal Before Discount",
    "SKU Platform Discount",
    "SKU Seller Discount",
    "SKU Subtotal After Discount",
    "Shipping Fee After Discount",
    "Original Shipping Fee",
    "Shipping Fee Seller Discount",
    "Shipping Fee Platform Discount",
    "Distance Shipping Fee",
    "Distance Fee",
    "Order Refund Amount",
    "Payment platform discount",
    "Buyer Service Fee",
    "Handling Fee",
    "Shipping Insurance",
    "Item Insurance",
    "Order Amount",
    "Created Time",
    "Paid Time",
    "RTS Time",
    "Shipped Time",
    "Delivered Time",
    "Cancelled Time",
    "Cancel By",
    "Cancel Reason",
    "Fulfillment Type",
    "Warehouse Name",
    "Tracking ID",
    "Delivery Option",
    "Shipping Provider Name",
    "Buyer Message",
    "Buyer Username",
    "Recipient",
    "Phone #",
    "Zipcode",
    "Country",
    "Province",
    "Regency and City",
    "Districts",
    "Villages",
    "Detail Address",
    "Additional address information",
    "Payment Method",
    "Weight(kg)",
    "Product Category",
    "Package ID",
    "Purchase Channel",
    "Seller Note",
    "Checked Status",
    "Checked Marked by",
    "Tokopedia Invoice Number",
    "Order Channel",
    "Creator Handle",
]

Spoil = Callable[[dict[str, Any]], object]


def envelope(data: object) -> bytes:
    return json.dumps({"code": 0, "message": "Success", "request_id": "r1", "data": data}).encode()


def shop(**changes: Any) -> dict[str, Any]:
    base = {"id": SHOP, "name": "Toko Maju", "region": "ID", "code": "IDLC1", "cipher": "x", "seller_type": "LOCAL"}
    return base | changes


def warehouse(**changes: Any) -> dict[str, Any]:
    address = {"region": "Indonesia", "state": "Jawa Barat", "city": "Kota Bandung", "distict": "Coblong", "postal_code": "40135"}
    base = {
        "id": "7200000000000000001",
        "name": "Gudang",
        "type": "SALES_WAREHOUSE",
        "is_default": True,
        "address": address | {"full_address": "Jl. Rahasia 1", "phone_number": "(+62)812-3456-7890", "contact_person": "Budi"},
    }
    return base | changes


def product(number: int = 1, **changes: Any) -> dict[str, Any]:
    base = {
        "id": str(1729000000000000000 + number),
        "title": f"Kemeja Batik Pria Lengan Panjang {number}",
        "description": "<p>Bahan <b>katun</b> &amp; adem</p><p>Cuci tangan</p>",
        "status": "ACTIVATE",
        "category_chains": [
            {"id": "600001", "parent_id": "0", "local_name": "Pakaian", "is_leaf": False},
            {"id": "601152", "parent_id": "600001", "local_name": "Batik", "is_leaf": True},
        ],
        "brand": {"id": "1", "name": "Sido"},
        "main_images": [{"uri": "u", "urls": ["https://gambar.padu.example/fluent/1f455/1.webp"], "height": 1, "width": 1}],
        "package_weight": {"value": "0.35", "unit": "KILOGRAM"},
        "listing_platforms": ["TIKTOK_SHOP", "TOKOPEDIA"],
        "integrated_platform_statuses": [{"platform": "TOKOPEDIA", "status": "ACTIVATE"}],
        "skus": [sku(number * 10), sku(number * 10 + 1, value="XL")],
        "create_time": 1700000000,
        "update_time": 1700000100,
    }
    return base | changes


def sku(number: int, value: str = "L") -> dict[str, Any]:
    return {
        "id": str(1730000000000000000 + number),
        "seller_sku": f"BTK-{value}",
        "price": {"currency": "IDR", "tax_exclusive_price": "125000", "sale_price": "125000"},
        "inventory": [{"warehouse_id": "7200000000000000001", "quantity": 5}],
        "sales_attributes": [{"id": "1", "name": "Ukuran", "value_id": "2", "value_name": value}],
        "identifier_code": {"type": "EAN", "code": "8991002101234"},
    }


def line(number: int, **changes: Any) -> dict[str, Any]:
    base = {
        "id": str(577000000000000000 + number),
        "product_id": "1729000000000000001",
        "product_name": "Kemeja Batik Pria Lengan Panjang 1",
        "sku_id": "1730000000000000010",
        "sku_name": "L",
        "seller_sku": "BTK-L",
        "sku_type": "NORMAL",
        "currency": "IDR",
        "original_price": "125000",
        "seller_discount": "4000",
        "platform_discount": "1000",
        "is_gift": False,
    }
    return base | changes


def order(number: int = 1, **changes: Any) -> dict[str, Any]:
    base = {
        "id": str(576000000000000000 + number),
        "status": "AWAITING_SHIPMENT",
        "commerce_platform": "TIKTOK_SHOP",
        "order_type": "NORMAL",
        "line_items": [line(number * 10), line(number * 10 + 1)],
        "payment": {
            "currency": "IDR",
            "sub_total": "240000",
            "shipping_fee": "9000",
            "total_amount": "252000",
            "tax": "0",
            "handling_fee": "1000",
            "buyer_service_fee": "2000",
        },
        "recipient_address": {
            "name": "B*** S***",
            "phone_number": "(+62)812*****90",
            "full_address": "Jl. Rahasia 2",
            "district_info": [
                {"address_level": f"L{level}", "address_name": name} for level, name in enumerate(("Indonesia", "Bali", "Kota Denpasar"))
            ],
        },
        "buyer_email": "rahasia@scs.tiktokw.us",
        "payment_method_name": "GoPay",
        "create_time": 1700000000,
        "paid_time": 1700000060,
    }
    return base | changes


def returned(number: int = 1, **changes: Any) -> dict[str, Any]:
    base = {
        "return_id": str(4035000000000000000 + number),
        "order_id": "576000000000000001",
        "return_type": "RETURN_AND_REFUND",
        "return_status": "RETURN_OR_REFUND_REQUEST_PENDING",
        "refund_amount": {"currency": "IDR", "refund_total": "120000"},
        "return_reason_text": "Barang rusak",
        "return_line_items": [{"order_line_item_id": "577000000000000010"}],
        "create_time": 1700001000,
    }
    return base | changes


def order_row(**changes: str) -> dict[str, str]:
    base = dict.fromkeys(ORDER_COLUMNS, "") | {
        "Order ID": "579000000000000001\t",
        "Order Status": "Perlu dikirim",
        "Order Substatus": "Menunggu pengambilan",
        "SKU ID": "1730000000000000010\t",
        "Seller SKU": "BTK-L",
        "Product Name": "Kemeja Batik",
        "Quantity": "2",
        "Sku Quantity of return": "0",
        "SKU Unit Original Price": "50000",
        "SKU Subtotal Before Discount": "100000",
        "SKU Platform Discount": "1000",
        "SKU Seller Discount": "9000",
        "SKU Subtotal After Discount": "90000",
        "Shipping Fee After Discount": "12000",
        "Payment platform discount": "500",
        "Buyer Service Fee": "1000",
        "Handling Fee": "0",
        "Order Amount": "102500",
        "Created Time": "31/01/2024 18:30:00\t",
        "Paid Time": "31/01/2024 18:31:00\t",
        "Buyer Username": "budi_rahasia",
        "Recipient": "Budi Rahasia",
        "Phone #": "(+62)81234567890",
        "Detail Address": "Jl. Rahasia 3",
        "Province": "Bali",
        "Regency and City": "Kota Denpasar",
        "Payment Method": "GoPay",
        "Purchase Channel": "Tokopedia",
        "Tokopedia Invoice Number": "INV/20240131/MPL/1",
        "Order Channel": "LIVE",
        "Creator Handle": "kreator1",
    }
    return base | changes


def bulk_row(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = dict.fromkeys(BULK_COLUMNS, "") | {
        "Nama Produk": "Kemeja Batik Pria",
        "Deskripsi Produk": "Katun adem",
        "Kode Kategori": 1809,
        "Berat (Gram)": 350,
        "Minimum Pemesanan": 1,
        "Kondisi": "Baru",
        "Foto Produk 1": "https://gambar.padu.example/fluent/1f455/1.webp",
        "SKU Name": "BTK-1",
        "Status": "Aktif",
        "Jumlah Stok": 7,
        "Harga (Rp)": 125000,
    }
    return base | changes


class Exports:
    """Two export folders below a temporary folder, and shortcuts for reading single files of them."""

    def __init__(self, folder: Path) -> None:
        self.social = folder / "social" / "tiktok-shop"
        self.market = folder / "market" / "tokopedia"
        self.shop = self.social / SHOP
        self.shop.mkdir(parents=True)
        (self.market / "bulk").mkdir(parents=True)

    def page(self, name: str, key: str, elements: list[Any], *, more: str = "", total: int | None = None) -> Path:
        path = self.social / name
        path.write_bytes(envelope({key: elements, "next_page_token": more, "total_count": len(elements) if total is None else total}))
        return path

    def orders(self, *elements: Any, number: int = 1, more: str = "", total: int | None = None) -> Path:
        return self.page(f"{SHOP}/order.202309.orders.search.{number:04}.json", "orders", list(elements), more=more, total=total)

    def products(self, *elements: Any) -> Path:
        path = self.shop / "product.202309.products.jsonl"
        path.write_bytes(b"".join(element if isinstance(element, bytes) else envelope(element) + b"\n" for element in elements))
        return path

    def returns(self, *elements: Any) -> Path:
        return self.page(f"{SHOP}/return_refund.202309.returns.search.0001.json", "return_orders", list(elements))

    def table(self, path: Path, columns: list[str], rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    def centre(self, *rows: dict[str, str], columns: list[str] = ORDER_COLUMNS, delimiter: str = ",") -> Path:
        return self.table(self.market / "seller-centre" / DOMAIN / "orders.csv", columns, list(rows), delimiter)

    def bulk(self, *rows: dict[str, Any], sheet: str = "ISI Template Impor Produk", columns: list[str] = BULK_COLUMNS) -> Path:
        path = self.market / "bulk" / f"{DOMAIN}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.set_properties({"created": dt.datetime(2024, 2, 1, tzinfo=dt.UTC)})  # the same bytes each time
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, columns)
            for at, row in enumerate(rows, 1):
                page.write_row(at, 0, [row.get(column, "") for column in columns])
        return path

    def shop_info(self, *shops: Any) -> Path:
        path = self.market / "shop-info.0001.json"
        path.write_text(json.dumps({"header": {"process_time": 0.1, "messages": "ok", "reason": ""}, "data": list(shops)}))
        return path


def shop_info(**changes: Any) -> dict[str, Any]:
    place = {"warehouse_id": 11, "warehouse_name": "Pusat", "district_id": 5, "city_name": "Kota Bandung", "is_default": True}
    base = {
        "shop_id": 123456,
        "shop_name": "Toko Maju",
        "domain": DOMAIN,
        "is_open": 1,
        "status": 1,
        "district_id": 5,
        "province_name": "Jawa Barat",
        "warehouses": [place],
    }
    return base | changes


def outcomes(kind: str, path: Path) -> list[ReadOutcome]:
    """What reading one file gives."""
    (file,) = discover(kind, path)
    return list(read(file))


def kept(found: list[ReadOutcome]) -> list[Any]:
    return [outcome.record for outcome in found if isinstance(outcome, Accepted)]


def refused(found: list[ReadOutcome]) -> list[Quarantined]:
    return [outcome for outcome in found if isinstance(outcome, Quarantined)]


def set_at(record: Any, path: str, value: Any) -> Any:
    """A deep copy with the value at a path such as `skus.0.price` replaced; `...` removes it."""
    changed = copy.deepcopy(record)
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    target = changed
    for step in steps:
        target = target[step]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return changed


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(tmp_path)


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """This file, whose builders a test cannot import."""
    return sys.modules[__name__]
