"""Reads a marketplace shop's reviews."""

from __future__ import annotations

from collections.abc import Iterator

from padu.merge.sources.check_numbers import stars, whole
from padu.merge.sources.check_text import clean, own_id, single_line
from padu.merge.sources.check_time import optional_stamp
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import read_rows
from padu.merge.sources.read_table import Row
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.tokopedia.bulk import shelf
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceReview

COLUMNS = ("review_id", "product_name", "sku", "order_id", "rating", "review", "pictures", "created_at")


def read_reviews(file: SourceFile) -> Iterator[ReadOutcome]:
    """One review per row. A row without a SKU belongs to the listing of the same shop that has the product's name."""
    return read_rows(Outcomes(file, Kind.REVIEW), lambda row: _convert(row, file), COLUMNS, id_column="review_id")


def _convert(row: Row, file: SourceFile) -> SourceReview:
    return SourceReview(
        source_id=own_id(row["review_id"], "review_id"),
        seller_id=file.seller_id,
        listing_id=_listing(row, file),
        order_id=clean(row["order_id"]),
        rating=stars(row["rating"], "rating"),
        body=clean(row["review"]),
        pictures=whole(row["pictures"] or 0, "pictures", most=100),
        created_at=optional_stamp(row["created_at"], "created_at"),
    )


def _listing(row: Row, file: SourceFile) -> str:
    offered = shelf(file.path.parent.parent / "bulk" / f"{file.seller_id}.xlsx", file.seller_id)
    if sku := single_line(row["sku"]):
        listing_id = f"{file.seller_id}/{sku}"
        if offered is None or listing_id in offered.ids:
            return listing_id
        raise Refusal("reference.unknown", f"the shop's spreadsheet has no SKU {say(sku)}", field="sku", value=sku)
    name = single_line(row["product_name"])
    if offered is not None and (found := offered.by_title.get(name)):
        return found
    why = f"the review names no SKU, and no readable product of the shop is called {say(name)}"
    raise Refusal("reference.unknown", why, field="product_name", value=name)
