"""Reads Olist's products. A product that several sellers sold is a listing of each; one that nobody sold belongs to no seller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from padu.merge.sources.check_numbers import price, whole
from padu.merge.sources.check_text import first_time, own_id, single_line
from padu.merge.sources.olist.read_tables import COLUMNS, Item, category_names, items
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import no_record
from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceListing, SourceSku


def read_products(file: SourceFile) -> Iterator[ReadOutcome]:
    """One listing per product and seller that sold it, at the last price; the first of them counts the product's row."""
    outcomes = Outcomes(file, Kind.LISTING)
    folder = file.path.parent
    seen: set[str] = set()
    reached = 0
    try:
        with open_table(file.path, required=COLUMNS["products"]) as table:
            last_sold, categories = _last_sold(folder), category_names(folder)
            for row in table.rows:
                reached = row.number
                if isinstance(row, Row):
                    yield from _read_row(outcomes, row, last_sold, categories, seen)
                else:
                    yield no_record(outcomes, row)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)


def _last_sold(folder: Path) -> Mapping[str, Mapping[str, Item]]:
    """By product and then by seller, the item that was sold last."""
    found: dict[str, dict[str, Item]] = {}
    for order in items(folder).values():
        for item in order:
            offers = found.setdefault(item.product_id, {})
            before = offers.get(item.seller_id)
            if before is None or (before.limit, before.order_id) < (item.limit, item.order_id):
                offers[item.seller_id] = item
    return found


def _read_row(
    outcomes: Outcomes, row: Row, last_sold: Mapping[str, Mapping[str, Item]], categories: Mapping[str, str], seen: set[str]
) -> Iterator[ReadOutcome]:
    product_id = row["product_id"]
    try:
        first_time(own_id(product_id, "product_id"), seen, "product_id")
        listings = [_convert(row, item, categories) for item in _offers(last_sold, product_id)]
    except Refusal as refusal:
        yield outcomes.refused(refusal, row.number, source_id=product_id)
        return
    for position, listing in enumerate(listings):
        yield outcomes.accepted(listing, row.number, rows=0 if position else 1)


def _offers(last_sold: Mapping[str, Mapping[str, Item]], product_id: str) -> list[Item]:
    offers = last_sold.get(product_id)
    if not offers:
        raise Refusal("listing.no_seller", "no seller offers this product in this export", field="product_id", value=product_id)
    return sorted(offers.values(), key=lambda item: item.seller_id)


def _convert(row: Row, item: Item, categories: Mapping[str, str]) -> SourceListing:
    source_id = f"{own_id(item.seller_id, 'seller_id')}/{item.product_id}"
    category = row["product_category_name"]
    name = categories.get(category, category).replace("_", " ").capitalize()
    try:
        cost = price(item.price, "BRL", "price")
    except Refusal as refusal:
        raise refusal.inside(f"order_items row {item.row}") from None
    return SourceListing(
        source_id=source_id,
        seller_id=item.seller_id,
        title=f"{single_line(name) or 'Product'} {item.product_id[:8]}",
        skus=(SourceSku(source_id=source_id, price=cost),),
        category_id=category,
        category=(name,) if name else (),
        weight_grams=whole(row["product_weight_g"], "product_weight_g", most=1_000_000) if row["product_weight_g"] else 0,
        listing_platforms=("OLIST",),
    )
