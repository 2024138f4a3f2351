# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from padu.merge.sources import discover, read
from padu.merge.sources.types import Accepted, ListingStatus, OrderStatus, Skipped, SourceStock


def test_a_shop_is_joined_with_its_warehouses_and_no_street_is_kept(exports: Any, made: Any) -> None:
    exports.page(
        f"{made.SHOP}/logistics.202309.warehouses.json",
        "warehouses",
        [made.warehouse(), made.warehouse(id="1" * 19, type="RETURN_WAREHOUSE")],
    )
    (seller,) = made.kept(made.outcomes("tiktok-shop", exports.page("authorization.202309.shops.json", "shops", [made.shop()])))
    assert (seller.source_id, seller.name, seller.province, seller.city, seller.postal_code) == (
        made.SHOP,
        "Toko Maju",
        "Jawa Barat",
        "Kota Bandung",
        "40135",
    )
    assert seller.phone == "6281234567890"
    assert [(place.source_id, place.district, place.is_default) for place in seller.warehouses] == [
        ("7200000000000000001", "Coblong", True)
    ]
    assert b"Rahasia" not in msgspec.json.encode(seller)
    assert b"Budi" not in msgspec.json.encode(seller)


def test_warehouses_are_parts_and_only_broken_ones_are_outcomes(exports: Any, made: Any) -> None:
    path = exports.page(f"{made.SHOP}/logistics.202309.warehouses.json", "warehouses", [made.warehouse(), made.warehouse(id="12")])
    found = made.outcomes("tiktok-shop", path)
    assert isinstance(found[0], Skipped)
    assert (found[1].code, found[1].at.row, found[1].at.field) == ("id.malformed", 2, "data.warehouses[1].id")


def test_a_product_becomes_a_listing(exports: Any, made: Any) -> None:
    (listing,) = made.kept(made.outcomes("tiktok-shop", exports.products(made.product())))
    assert (listing.source_id, listing.seller_id, listing.title) == ("1729000000000000001", made.SHOP, "Kemeja Batik Pria Lengan Panjang 1")
    assert listing.description == "Bahan katun & adem\nCuci tangan"
    assert (listing.category_id, listing.category, listing.brand) == ("601152", ("Pakaian", "Batik"), "Sido")
    assert (listing.weight_grams, listing.status, listing.listing_platforms) == (350, ListingStatus.ACTIVE, ("TIKTOK_SHOP", "TOKOPEDIA"))
    assert [sku.variant for sku in listing.skus] == ["L", "XL"]
    assert listing.skus[0].price.value == Decimal(125000)
    assert listing.skus[0].stock == (SourceStock(warehouse_id="7200000000000000001", units=5),)
    assert listing.units == 10


def test_a_product_only_on_tokopedia_takes_its_status_from_there(exports: Any, made: Any) -> None:
    product = made.set_at(
        made.product(integrated_platform_statuses=[{"platform": "TOKOPEDIA", "status": "SELLER_DEACTIVATED"}]), "status", ...
    )
    (listing,) = made.kept(made.outcomes("tiktok-shop", exports.products(product)))
    assert (listing.status, listing.raw_status) == (ListingStatus.INACTIVE, "SELLER_DEACTIVATED")


PRODUCT_FAULTS = [
    ("id", "", "id.missing", "data.id"),
    ("id", "abc", "id.malformed", "data.id"),
    ("id", 1729000000000000001, "id.malformed", "data.id"),
    ("id", 1.729e18, "number.not_integer", "data.id"),
    ("id", "1.729E+18", "number.not_integer", "data.id"),
    ("id", "1729000000000000001\x00", "id.malformed", "data.id"),
    ("title", "", "title.missing", "data.title"),
    ("title", " \x00\x01 ", "title.missing", "data.title"),
    ("title", ..., "title.missing", "data.title"),
    ("title", "x" * 256, "title.too_long", "data.title"),
    ("title", 5, "json.wrong_shape", "data.title"),
    ("status", "SOLD_TO_THE_MOON", "enum.unknown", "data.status"),
    ("listing_platforms", ["SHOPEE"], "enum.unknown", "data.listing_platforms[0]"),
    ("skus", [], "listing.no_skus", "data.skus"),
    ("skus", {}, "json.wrong_shape", "data.skus"),
    ("skus.1.id", "1730000000000000010", "id.duplicate", "data.skus[1].id"),
    ("skus.0.price.tax_exclusive_price", "125,000", "price.comma", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "125.000", "price.unreadable", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "Rp125000", "price.unreadable", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "seratus ribu", "price.unreadable", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "-5000", "price.negative", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "0", "price.zero", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", "١٢٥", "price.unreadable", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price.tax_exclusive_price", 125000.5, "price.unreadable", "data.skus[0].price.tax_exclusive_price"),
    ("skus.0.price", {"currency": "IDR"}, "price.missing", "data.skus[0].price.sale_price"),
    ("skus.0.price.currency", "rupiah", "currency.unknown", "data.skus[0].price.currency"),
    ("skus.0.inventory.0.quantity", -3, "stock.negative", "data.skus[0].inventory[0].quantity"),
    ("skus.0.inventory.0.quantity", 100_000, "stock.too_many", "data.skus[0].inventory[0].quantity"),
    ("skus.0.inventory.0.quantity", 2.5, "number.not_integer", "data.skus[0].inventory[0].quantity"),
    ("skus.0.inventory.0.quantity", "banyak", "stock.unreadable", "data.skus[0].inventory[0].quantity"),
    ("skus.0.inventory.0.quantity", ..., "stock.unreadable", "data.skus[0].inventory[0].quantity"),
    ("skus.0.inventory.0.warehouse_id", "", "id.missing", "data.skus[0].inventory[0].warehouse_id"),
    ("package_weight.value", "berat", "weight.unreadable", "data.package_weight.value"),
    ("package_weight.unit", "STONE", "enum.unknown", "data.package_weight.unit"),
    ("minimum_order_quantity", -1, "number.out_of_range", "data.minimum_order_quantity"),
    ("create_time", 17, "date.unreadable", "data.create_time"),
    ("create_time", "kemarin", "date.unreadable", "data.create_time"),
]


@pytest.mark.parametrize("fault", PRODUCT_FAULTS)
def test_a_spoilt_product_is_named_and_its_neighbours_are_kept(exports: Any, made: Any, fault: tuple[str, Any, str, str]) -> None:
    path, value, code, field = fault
    spoilt = made.set_at(made.product(1), path, value)
    found = made.outcomes("tiktok-shop", exports.products(made.product(2), spoilt, made.product(3)))
    (outcome,) = made.refused(found)
    assert (outcome.code, outcome.at.row, outcome.at.field, outcome.record_known) == (code, 2, field, True)
    assert outcome.reason.startswith(f"{made.SHOP}/product.202309.products.jsonl, row 2, {field}: ")
    if isinstance(value, str) and value.strip().isprintable() and value.strip():
        assert value[:50] in outcome.value
    assert [listing.source_id[-1] for listing in made.kept(found)] == ["2", "3"]
    assert sum(outcome.rows for outcome in found) == 3


def test_whole_rupiah_with_zero_cents_are_read(exports: Any, made: Any) -> None:
    product = made.set_at(made.product(), "skus.0.price.tax_exclusive_price", "125000.00")
    (listing,) = made.kept(made.outcomes("tiktok-shop", exports.products(product)))
    assert str(listing.skus[0].price.value) == "125000"


def test_control_characters_leave_text(exports: Any, made: Any) -> None:
    (listing,) = made.kept(made.outcomes("tiktok-shop", exports.products(made.product(title="Kemeja\x00 \x07Batik\n Pria"))))
    assert listing.title == "Kemeja Batik Pria"


def test_an_emoji_cut_in_half_costs_one_character(exports: Any, made: Any) -> None:
    products = [made.product(1, title="Kopi \U0001f600 Gayo"), made.product(2, title="Kopi \ud83d"), made.product(3, title="Kopi \\ud83d")]
    found = made.outcomes("tiktok-shop", exports.products(*products))
    assert [listing.title for listing in made.kept(found)] == ["Kopi \U0001f600 Gayo", "Kopi \ufffd", "Kopi \\ud83d"]


def test_a_cut_line_is_malformed_and_keeps_its_id(exports: Any, made: Any) -> None:
    cut = made.envelope(made.product(1))[:300] + b"\n"
    found = made.outcomes("tiktok-shop", exports.products(cut, made.product(2)))
    assert [(fault.code, fault.source_id) for fault in made.refused(found)] == [("json.malformed", "1729000000000000001")]
    assert len(made.kept(found)) == 1


def test_a_line_that_the_platform_refused_says_so(exports: Any, made: Any) -> None:
    answer = json.dumps({"code": 12052901, "message": "product not found", "request_id": "r"}).encode() + b"\n"
    (fault,) = made.refused(made.outcomes("tiktok-shop", exports.products(answer)))
    assert (fault.code, fault.value) == ("envelope.refused", "12052901")
    assert "product not found" in fault.reason


def test_the_second_line_with_an_id_is_a_duplicate(exports: Any, made: Any) -> None:
    found = made.outcomes("tiktok-shop", exports.products(made.product(1), made.product(1, title="Lain sama sekali")))
    assert [(fault.code, fault.at.row) for fault in made.refused(found)] == [("id.duplicate", 2)]


def test_bytes_that_are_not_utf8_refuse_their_record_alone(exports: Any, made: Any) -> None:
    spoilt = made.envelope(made.product(1)).replace(b"Kemeja", b"K\xe9meja") + b"\n"
    found = made.outcomes("tiktok-shop", exports.products(spoilt, made.product(2)))
    assert [fault.code for fault in made.refused(found)] == ["encoding.not_utf8"]
    assert len(made.kept(found)) == 1


def test_products_that_the_search_lists_without_detail_are_missing(exports: Any, made: Any) -> None:
    exports.products(made.product(1), b'{"code":0,"data":{"title"\n')
    listed = [{"id": made.product(number)["id"], "title": "x"} for number in (1, 2, 3)]
    found = made.outcomes("tiktok-shop", exports.page(f"{made.SHOP}/product.202502.products.search.0001.json", "products", listed))
    # The cut line stands for one of the two; the other is missing.
    assert [(fault.code, fault.source_id) for fault in made.refused(found)] == [("page.missing_detail", made.product(3)["id"])]
    assert sum(outcome.rows for outcome in found) == 3


def test_pages_that_hold_less_than_they_promise_miss_one(exports: Any, made: Any) -> None:
    first = exports.orders(made.order(1), more="t", total=3)
    last = exports.orders(made.order(2), number=2, total=3)
    assert not made.refused(made.outcomes("tiktok-shop", first))
    (fault,) = made.refused(made.outcomes("tiktok-shop", last))
    assert (fault.code, fault.rows, fault.record_known) == ("page.missing", 0, False)
    assert "hold 2 records and promise 3" in fault.reason


def test_a_last_page_with_a_token_misses_the_next(exports: Any, made: Any) -> None:
    assert [fault.code for fault in made.refused(made.outcomes("tiktok-shop", exports.orders(made.order(), more="t")))] == ["page.missing"]


def test_an_unreadable_page_is_not_reported_twice(exports: Any, made: Any) -> None:
    exports.orders(made.order(1), more="t", total=2).write_bytes(b'{"code":0,"data":{"orders":[{')
    last = exports.orders(made.order(2), number=2, total=2)
    assert not made.refused(made.outcomes("tiktok-shop", last))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"  \n", "file.empty"),
        (b"{", "json.malformed"),
        (b"[1,2]", "json.wrong_shape"),
        (b"{}", "json.wrong_shape"),
        (b'{"code":0}', "json.wrong_shape"),
        (b'{"code":0,"data":[]}', "json.wrong_shape"),
        (b'{"code":0,"data":{}}', "json.wrong_shape"),
        (b'{"code":0,"data":{"orders":{}}}', "json.wrong_shape"),
        (b'{"code":0,"data":{"orders":[],"total_count":"x"}}', "json.wrong_shape"),
        (b'{"code":105002,"message":"expired","data":null}', "envelope.refused"),
        (b"<html>502</html>", "json.malformed"),
        (b"\xff\xfe{\x00}\x00", "json.malformed"),
    ],
)
def test_a_page_that_cannot_be_opened_is_one_outcome(exports: Any, made: Any, content: bytes, code: str) -> None:
    path = exports.orders()
    path.write_bytes(content)
    (fault,) = made.outcomes("tiktok-shop", path)
    assert (fault.code, fault.record_known, fault.at.row) == (code, False, 0)


def test_units_are_collapsed_and_money_is_exact(exports: Any, made: Any) -> None:
    (order,) = made.kept(made.outcomes("tiktok-shop", exports.orders(made.order())))
    (line,) = order.lines
    assert (line.quantity, line.unit_price.value, line.seller_discount, line.platform_discount) == (
        2,
        Decimal(125000),
        Decimal(8000),
        Decimal(2000),
    )
    assert line.line_ids == ("577000000000000010", "577000000000000011")
    assert (order.total.value, order.sub_total, order.shipping_fee) == (Decimal(252000), Decimal(240000), Decimal(9000))
    assert (order.status, order.raw_status) == (OrderStatus.TO_SHIP, "AWAITING_SHIPMENT")
    assert (order.destination_province, order.destination_city) == ("Bali", "Kota Denpasar")
    written = msgspec.json.encode(order)
    for personal in (b"Rahasia", b"B***", b"812", b"rahasia@"):
        assert personal not in written


@pytest.mark.parametrize(
    "changes",
    [{"is_sample_order": True}, {"order_type": "ZERO_LOTTERY"}, {"line_items.0.is_gift": True}, {"line_items.0.sku_type": "ZERO_LOTTERY"}],
)
def test_samples_gifts_and_lotteries_are_no_sales(exports: Any, made: Any, changes: dict[str, Any]) -> None:
    order = made.order()
    for path, value in changes.items():
        order = made.set_at(order, path, value)
    (read_order,) = made.kept(made.outcomes("tiktok-shop", exports.orders(order)))
    whole_order = not next(iter(changes)).startswith("line_items")
    assert sum(line.quantity for line in read_order.lines if not line.is_sale) == (2 if whole_order else 1)


@pytest.mark.parametrize(
    ("status", "canonical"),
    [
        ("UNPAID", "pending_payment"),
        ("ON_HOLD", "on_hold"),
        ("AWAITING_SHIPMENT", "to_ship"),
        ("PARTIALLY_SHIPPING", "to_ship"),
        ("AWAITING_COLLECTION", "ready_for_pickup"),
        ("IN_TRANSIT", "shipped"),
        ("DELIVERED", "delivered"),
        ("COMPLETED", "completed"),
        ("CANCELLED", "cancelled"),
    ],
)
def test_every_order_status_is_mapped(exports: Any, made: Any, status: str, canonical: str) -> None:
    (order,) = made.kept(made.outcomes("tiktok-shop", exports.orders(made.order(status=status))))
    assert (order.status, order.raw_status) == (canonical, status)


ORDER_FAULTS = [
    ("line_items", [], "order.no_lines", "line_items"),
    ("payment.total_amount", "252001", "order.total_disagrees", "payment.total_amount"),
    ("payment.sub_total", "240001", "order.total_disagrees", "payment.sub_total"),
    ("payment.shipping_fee", "9,000", "price.comma", "payment.shipping_fee"),
    ("payment.handling_fee", "-1000", "price.negative", "payment.handling_fee"),
    ("status", "LOST_AT_SEA", "enum.unknown", "status"),
    ("commerce_platform", "SHOPEE", "enum.unknown", "commerce_platform"),
    ("id", "", "id.missing", "id"),
    ("create_time", 0, "date.unreadable", "create_time"),
    ("create_time", 1700000000000, "date.unreadable", "create_time"),
    ("paid_time", -5, "date.unreadable", "paid_time"),
    ("line_items.1.id", "577000000000000010", "id.duplicate", "line_items[1].id"),
    ("line_items.1.currency", "USD", "currency.mixed", "line_items[1].currency"),
    ("line_items.0.original_price", "125rb", "price.unreadable", "line_items[0].original_price"),
    ("line_items.0.product_name", "", "title.missing", "line_items[0].product_name"),
    ("line_items.0.sku_id", 17, "id.malformed", "line_items[0].sku_id"),
]


@pytest.mark.parametrize("fault", ORDER_FAULTS)
def test_a_spoilt_order_is_named_and_its_neighbours_are_kept(exports: Any, made: Any, fault: tuple[str, Any, str, str]) -> None:
    path, value, code, field = fault
    found = made.outcomes("tiktok-shop", exports.orders(made.set_at(made.order(1), path, value), made.order(2)))
    assert [(outcome.code, outcome.at.row, outcome.at.field) for outcome in made.refused(found)] == [(code, 1, field)]
    assert len(made.kept(found)) == 1


def test_returns_are_read_and_their_faults_named(exports: Any, made: Any) -> None:
    spoilt = [("return_type", "SWAP"), ("return_status", "MAYBE"), ("refund_amount.refund_total", "1.000"), ("order_id", "")]
    elements = [made.set_at(made.returned(number), path, value) for number, (path, value) in enumerate(spoilt, 2)]
    found = made.outcomes("tiktok-shop", exports.returns(made.returned(1), *elements))
    (back,) = made.kept(found)
    assert (back.refund.value, back.line_ids, back.reason) == (Decimal(120000), ("577000000000000010",), "Barang rusak")
    assert [fault.code for fault in made.refused(found)] == ["enum.unknown", "enum.unknown", "price.unreadable", "id.missing"]


def test_reviews_and_videos_are_read(exports: Any, made: Any) -> None:
    exports.products(made.product(1))
    columns = ["review_id", "product_id", "order_id", "rating", "review", "pictures", "created_at"]
    good = dict(zip(columns, ("R1", "1729000000000000001", "576000000000000001", "5", 'Bagus,\n"sekali"', "2", "1700000000"), strict=True))
    rows = [
        good,
        good | {"review_id": "R2", "rating": "6"},
        good | {"review_id": "R3", "product_id": "1729000000000000009"},
        good,
        good | {"review_id": "R4", "created_at": "kemarin"},
        good | {"review_id": "R5", "rating": "empat"},
        good | {"review_id": "R6", "rating": "4.5"},
        good | {"review_id": ""},
    ]
    found = made.outcomes("tiktok-shop", exports.table(exports.shop / "reviews.csv", columns, rows))
    (review,) = made.kept(found)
    assert (review.rating, review.body, review.pictures, review.listing_id) == (5, 'Bagus,\n"sekali"', 2, "1729000000000000001")
    assert [(fault.code, fault.at.row) for fault in made.refused(found)] == [
        ("rating.out_of_range", 3),
        ("reference.unknown", 4),
        ("id.duplicate", 5),
        ("date.unreadable", 6),
        ("rating.unreadable", 7),
        ("number.not_integer", 8),
        ("id.missing", 9),
    ]
    videos = ["Nama Kreator", "ID Kreator", "Informasi Video", "ID Video", "Waktu", "Produk", "VV"]
    row = dict(
        zip(videos, ("Sari", "77", "Racun batik!", "7300000000000000001", "2024-01-31 18:30:00", "Kemeja A; Kemeja B", "9"), strict=True)
    )
    path = exports.table(
        exports.shop / "videos.csv", videos, [row, row | {"ID Video": "x"}, row | {"ID Video": "7" * 19, "Waktu": "31-02-2024"}]
    )
    found = made.outcomes("tiktok-shop", path)
    (video,) = made.kept(found)
    assert (video.creator, video.listing_titles, video.published_at.isoformat()) == (
        "Sari",
        ("Kemeja A", "Kemeja B"),
        "2024-01-31T11:30:00+00:00",
    )
    assert [fault.code for fault in made.refused(found)] == ["id.malformed", "date.unreadable"]


def test_every_file_of_a_whole_export_is_found_in_the_order_of_need(exports: Any, made: Any) -> None:
    exports.page("authorization.202309.shops.json", "shops", [made.shop()])
    exports.products(made.product())
    exports.orders(made.order(1), more="t", total=2)
    exports.orders(made.order(2), number=10, total=2)
    exports.orders(made.order(3), number=9, more="t", total=3)
    (exports.shop / "orders (1).json").write_text("{}")
    files = discover("tiktok-shop", exports.social)
    assert [file.name.split("/")[-1] for file in files] == [
        "authorization.202309.shops.json",
        "product.202309.products.jsonl",
        "order.202309.orders.search.0001.json",
        "order.202309.orders.search.0009.json",
        "order.202309.orders.search.0010.json",
        "orders (1).json",
    ]
    assert [file.seller_id for file in files] == ["", *[made.SHOP] * 4, ""]
    assert [type(outcome) for outcome in read(files[-1])] == [Skipped]
    assert all(isinstance(outcome, Accepted) for file in files[:2] for outcome in read(file))
