"""Writes a marketplace shop's reviews, which name the product and its SKU rather than an id."""

from __future__ import annotations

from padu.demo.exports.summary import BrokenRecord, ExportFolder
from padu.demo.exports.tables import MARKET_REVIEWS, csv_text
from padu.demo.exports.tokopedia_shops import ROOT
from padu.demo.world import CODES, Flaw, MarketListing, Review, Shop


def write_reviews(folder: ExportFolder, shop: Shop) -> None:
    """`reviews/{domain}.csv`."""
    front = shop.seller.market
    if front is None or not shop.market_reviews:
        return
    name = f"{ROOT}/reviews/{front.source_id}.csv"
    rows: list[tuple[object, ...]] = []
    for at, review in enumerate(shop.market_reviews):
        review_id = shop.market_reviews[at - 1].review_id if review.flaw is Flaw.ID_REPEATED else review.review_id
        rows.append(_row(review, review_id))
        if review.flaw is not Flaw.NONE:
            folder.tally.spoil("tokopedia", BrokenRecord(name, at + 2, "review", review_id, CODES[review.flaw]))
    folder.write(name, csv_text(MARKET_REVIEWS, rows).encode())
    folder.tally.count("tokopedia", "review", len(rows))


def _row(review: Review, review_id: str) -> tuple[object, ...]:
    listing = review.listing
    sku = listing.sku_name if isinstance(listing, MarketListing) else ""
    title = listing.title
    if review.flaw is Flaw.REFERENCE_UNKNOWN:
        sku, title = "", f"{title} (sudah dihapus)"
    rating = 7 if review.flaw is Flaw.RATING_IMPOSSIBLE else review.rating
    return (review_id, title, sku, review.order_id, rating, review.body, review.pictures, review.created)
