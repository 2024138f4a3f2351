"""Finds the tables of the data set and loads those that others refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal

# A table goes by a short name, or by the one of the original publication.
TABLES = {
    "sellers": ("sellers", "olist_sellers_dataset"),
    "products": ("products", "olist_products_dataset"),
    "orders": ("orders", "olist_orders_dataset"),
    "order_items": ("order_items", "olist_order_items_dataset"),
    "order_payments": ("order_payments", "olist_order_payments_dataset"),
    "order_reviews": ("order_reviews", "olist_order_reviews_dataset"),
    "customers": ("customers", "olist_customers_dataset"),
    "category_translation": ("category_translation", "product_category_name_translation"),
}
COLUMNS = {
    "sellers": ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"),
    "products": ("product_id", "product_category_name", "product_weight_g"),
    "orders": ("order_id", "customer_id", "order_status", "order_purchase_timestamp"),
    "order_items": ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
    "order_payments": ("order_id", "payment_type", "payment_value"),
    "order_reviews": ("review_id", "order_id", "review_score", "review_comment_message", "review_creation_date"),
    "customers": ("customer_id", "customer_city", "customer_state"),
    "category_translation": ("product_category_name", "product_category_name_english"),
}


def find_table(folder: Path, table: str) -> Path | None:
    """The file that holds a table, compressed or not; none where the folder lacks it."""
    candidates = (folder / f"{stem}{ending}" for stem in TABLES[table] for ending in (".csv.gz", ".csv"))
    return next((path for path in candidates if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One unit of an order as written, unchecked. `row` is its place in the table of items."""

    row: int
    order_id: str
    product_id: str
    seller_id: str
    price: str
    freight: str
    limit: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of an order as written, unchecked."""

    row: int
    kind: str
    value: str


def _load(folder: Path, table: str) -> Iterator[Row]:
    """The table's rows that can be split; those that cannot are reported when the table itself is read."""
    path = find_table(folder, table)
    if path is None:
        return
    try:
        with open_table(path, required=COLUMNS[table]) as opened:
            for row in opened.rows:
                if isinstance(row, Row):
                    yield row
    except Refusal:
        return


def _stamp(folder: Path, table: str) -> int:
    path = find_table(folder, table)
    return path.stat().st_mtime_ns if path else 0


def items(folder: Path) -> Mapping[str, Sequence[Item]]:
    """Items by order. Orders, products and reviews all need them, so the last table is kept until its file changes."""
    return _items(folder, _stamp(folder, "order_items"))


@lru_cache(maxsize=1)
def _items(folder: Path, _changed: int) -> Mapping[str, Sequence[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for row in _load(folder, "order_items"):
        order_id = row["order_id"]
        found[order_id].append(
            Item(
                row=row.number,
                order_id=order_id,
                product_id=row["product_id"],
                seller_id=row["seller_id"],
                price=row["price"],
                freight=row["freight_value"],
                limit=row["shipping_limit_date"],
            )
        )
    return dict(found)


def payments(folder: Path) -> Mapping[str, Sequence[Payment]]:
    """Payments by order."""
    found: defaultdict[str, list[Payment]] = defaultdict(list)
    for row in _load(folder, "order_payments"):
        found[row["order_id"]].append(Payment(row=row.number, kind=row["payment_type"], value=row["payment_value"]))
    return dict(found)


def destinations(folder: Path) -> Mapping[str, tuple[str, str]]:
    """State and city by the order's customer number; nothing else of a customer is read."""
    return {row["customer_id"]: (row["customer_state"], row["customer_city"]) for row in _load(folder, "customers")}


def order_ids(folder: Path) -> frozenset[str]:
    """The ids of all orders."""
    return frozenset(row["order_id"] for row in _load(folder, "orders"))


def order_customers(folder: Path) -> frozenset[str]:
    """The customer numbers that orders refer to."""
    return frozenset(row["customer_id"] for row in _load(folder, "orders"))


def category_names(folder: Path) -> Mapping[str, str]:
    """English names of categories by their Portuguese key."""
    return {row["product_category_name"]: row["product_category_name_english"] for row in _load(folder, "category_translation")}
