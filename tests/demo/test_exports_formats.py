from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from padu.demo.exports.tables import headers

if TYPE_CHECKING:
    from conftest import Exports

SOCIAL_OPERATIONS = {
    "authorization.202309.shops.json": "GET /authorization/202309/shops",
    "*/logistics.202309.warehouses.json": "GET /logistics/202309/warehouses",
    "*/product.202502.products.search.*.json": "POST /product/202502/products/search",
    "*/product.202309.products.jsonl": "GET /product/202309/products/{product_id}",
    "*/order.202309.orders.search.*.json": "POST /order/202309/orders/search",
    "*/return_refund.202309.returns.search.*.json": "POST /return_refund/202309/returns/search",
}


def responses(path: Path) -> list[dict[str, Any]]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue  # cut off on purpose
    return found


def unknown_keys(value: object, fields: dict[str, Any], at: str = "") -> set[str]:
    """Paths of keys in `value` that the operation's documented response does not have."""
    if isinstance(value, list):
        return {path for item in value for path in unknown_keys(item, fields, at)}
    if not isinstance(value, dict):
        return set()
    unknown = {f"{at}.{key}" for key in value if key not in fields}
    for key, inner in value.items():
        if "fields" in fields.get(key, {}):
            unknown |= unknown_keys(inner, fields[key]["fields"], f"{at}.{key}")
    return unknown


@pytest.mark.parametrize("pattern", SOCIAL_OPERATIONS)
def test_every_key_is_one_that_the_partner_api_documents(small_exports: Exports, platform_facts: Path, pattern: str) -> None:
    fields = json.loads((platform_facts / "tts-openapi-fields.json").read_text())[SOCIAL_OPERATIONS[pattern]]["response_data"]
    checked = 0
    for path in small_exports.social.glob(pattern):
        for response in responses(path):
            assert set(response) == {"code", "message", "request_id", "data"}
            assert response["code"] == 0
            assert unknown_keys(response["data"], fields) == set()
            checked += 1
    assert checked


def test_header_rows_are_the_platforms_own(platform_facts: Path) -> None:
    facts = json.loads((platform_facts / "export-headers.json").read_text())
    assert list(headers().orders) == facts["seller_center_orders_id_65"]["columns"]
    assert list(headers().bulk) == facts["tokopedia_bulk_add_template"]["columns"]
    assert list(headers().videos) == facts["seller_center_video"]["columns"]


def test_the_order_export_has_bom_description_row_and_tabs(small_exports: Exports) -> None:
    lines = 0
    for path in small_exports.market.glob("seller-centre/*/orders.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
        assert tuple(rows[0]) == headers().orders
        assert rows[1][0] == "Platform unique order ID."
        for row in rows[2:]:
            cells = dict(zip(headers().orders, row, strict=True))
            assert cells["Order ID"].endswith("\t")
            assert re.fullmatch(r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}\t", cells["Created Time"])
            assert cells["Purchase Channel"] in {"TikTok", "Tokopedia"}
            assert "*" in cells["Recipient"]
            lines += 1
    assert lines > 200


def test_the_bulk_sheet_has_its_name_23_columns_and_short_titles(small_exports: Exports) -> None:
    for path in small_exports.market.glob("bulk/*.xlsx"):
        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == ["ISI Template Impor Produk"]
        rows = book.get_sheet_by_index(0).to_python()
        assert tuple(rows[0]) == headers().bulk
        assert len(rows) > 3
        assert all(len(row) == 23 for row in rows)
        assert all(len(str(row[1])) <= 70 for row in rows[1:])


def test_pages_are_numbered_linked_and_complete(small_exports: Exports) -> None:
    for shop in (path for path in small_exports.social.iterdir() if path.is_dir()):
        for stem, key, size in (("product.202502.products.search", "products", 100), ("order.202309.orders.search", "orders", 50)):
            pages = sorted(shop.glob(f"{stem}.*.json"))
            assert [page.name for page in pages] == [f"{stem}.{number:04d}.json" for number in range(1, len(pages) + 1)]
            data = [json.loads(page.read_bytes())["data"] for page in pages]
            assert all(page["next_page_token"] for page in data[:-1])
            if not data:
                continue
            assert data[-1]["next_page_token"] == ""
            assert all(len(page[key]) == size for page in data[:-1])
            assert {page["total_count"] for page in data} == {sum(len(page[key]) for page in data)}


def test_ids_are_text_of_the_platforms_length_and_all_differ(small_exports: Exports) -> None:
    products: list[str] = []
    skus: list[str] = []
    for details in small_exports.social.glob("*/product.202309.products.jsonl"):
        for response in responses(details):
            products.append(response["data"].get("id", ""))
            skus += [sku["id"] for sku in response["data"]["skus"]]
    repeated = len(products) - len(set(products))
    told = sum(
        row["code"] == "id.duplicate" and row["kind"] == "listing" and row["file"].startswith("social")
        for row in small_exports.truth("broken")
    )
    assert repeated == told
    assert len(set(skus)) == len(skus)
    assert all(len(text) == 19 and text.isdigit() for text in skus)


def test_pictures_name_an_emoji_by_its_code_points(small_exports: Exports) -> None:
    pattern = re.compile(r"https://gambar\.padu\.example/fluent/[0-9a-f]{4,5}(-fe0f)?/\d+\.webp")
    for details in small_exports.social.glob("*/product.202309.products.jsonl"):
        for response in responses(details):
            assert all(pattern.fullmatch(image["urls"][0]) for image in response["data"]["main_images"])


def test_nothing_of_a_buyer_is_in_the_clear(small_exports: Exports) -> None:
    for page in small_exports.social.glob("*/order.202309.orders.search.*.json"):
        for order in json.loads(page.read_bytes())["data"]["orders"]:
            assert "*" in order["recipient_address"]["name"]
            assert "*" in order["recipient_address"]["phone_number"]
