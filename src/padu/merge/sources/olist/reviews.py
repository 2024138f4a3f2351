"""Reads Olist's reviews. They speak of an order, not of a product: where the order holds several listings no one can tell which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from padu.merge.sources.check_numbers import stars
from padu.merge.sources.check_text import clean, own_id
from padu.merge.sources.check_time import BRASILIA, optional_stamp
from padu.merge.sources.olist.read_tables import COLUMNS, Item, items
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import read_rows
from padu.merge.sources.read_table import Row
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceReview


def read_reviews(file: SourceFile) -> Iterator[ReadOutcome]:
    """One review per row whose order holds one listing."""
    bought = items(file.path.parent)
    return read_rows(Outcomes(file, Kind.REVIEW), lambda row: _convert(row, bought), COLUMNS["order_reviews"], id_column="review_id")


def _convert(row: Row, bought: Mapping[str, Sequence[Item]]) -> SourceReview:
    source_id, order_id = own_id(row["review_id"], "review_id"), own_id(row["order_id"], "order_id")
    listings = {(item.seller_id, item.product_id) for item in bought.get(order_id, ())}
    if not listings:
        raise Refusal("review.no_listing", "the review's order holds nothing that was bought", field="order_id", value=order_id)
    if len(listings) > 1:
        why = f"the review's order holds {len(listings)} products, and it does not say of which it speaks"
        raise Refusal("review.several_listings", why, field="order_id", value=order_id)
    seller_id, product_id = listings.pop()
    return SourceReview(
        source_id=source_id,
        seller_id=seller_id,
        listing_id=f"{seller_id}/{product_id}",
        order_id=f"{order_id}/{seller_id}",
        rating=stars(row["review_score"], "review_score"),
        body="\n".join(part for part in (clean(row["review_comment_title"]), clean(row["review_comment_message"])) if part),
        created_at=optional_stamp(row["review_creation_date"], "review_creation_date", BRASILIA),
    )
