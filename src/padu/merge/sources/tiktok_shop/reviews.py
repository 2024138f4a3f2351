"""Reads a shop's reviews and videos: spreadsheets, for the partner API has neither."""

from __future__ import annotations

import re
from collections.abc import Iterator

from padu.merge.sources.check_numbers import stars, whole
from padu.merge.sources.check_text import clean, own_id, platform_id, single_line
from padu.merge.sources.check_time import stamp, unix
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import read_rows
from padu.merge.sources.read_table import Row
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.tiktok_shop.products import detail_ids
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceReview, SourceVideo

REVIEW_COLUMNS = ("review_id", "product_id", "order_id", "rating", "review", "pictures", "created_at")
VIDEO_COLUMNS = ("Nama Kreator", "ID Kreator", "Informasi Video", "ID Video", "Waktu", "Produk")
_BETWEEN_TITLES = re.compile(r"\s*[;|\n]\s*")


def read_reviews(file: SourceFile) -> Iterator[ReadOutcome]:
    """One review per row."""
    return read_rows(Outcomes(file, Kind.REVIEW), lambda row: _review(row, file), REVIEW_COLUMNS, id_column="review_id")


def _review(row: Row, file: SourceFile) -> SourceReview:
    listing_id = platform_id(row["product_id"], "product_id")
    known = detail_ids(file.path.parent)
    if known is not None and listing_id not in known:
        why = f'the review speaks of product "{listing_id}", which this shop\'s details do not hold'
        raise Refusal("reference.unknown", why, field="product_id", value=listing_id)
    return SourceReview(
        source_id=own_id(row["review_id"], "review_id"),
        seller_id=file.seller_id,
        listing_id=listing_id,
        order_id=platform_id(row["order_id"], "order_id") if row["order_id"] else "",
        rating=stars(row["rating"], "rating"),
        body=clean(row["review"]),
        pictures=whole(row["pictures"] or 0, "pictures", most=100),
        created_at=unix(whole(row["created_at"], "created_at", code="date.unreadable"), "created_at") if row["created_at"] else None,
    )


def read_videos(file: SourceFile) -> Iterator[ReadOutcome]:
    """One video per row of the seller centre's video analytics; what was watched and by how many is read past."""
    return read_rows(Outcomes(file, Kind.VIDEO), lambda row: _video(row, file.seller_id), VIDEO_COLUMNS, id_column="ID Video")


def _video(row: Row, seller_id: str) -> SourceVideo:
    return SourceVideo(
        source_id=platform_id(row["ID Video"], "ID Video"),
        seller_id=seller_id,
        creator=single_line(row["Nama Kreator"]) or clean(row["ID Kreator"]),
        title=single_line(row["Informasi Video"]),
        listing_titles=tuple(title for title in map(single_line, _BETWEEN_TITLES.split(row["Produk"])) if title),
        published_at=stamp(row["Waktu"], "Waktu") if row["Waktu"] else None,
    )
