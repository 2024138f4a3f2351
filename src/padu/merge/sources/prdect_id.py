"""Reads PRDECT-ID, a research set of real Tokopedia reviews: one CSV row is a review and names the product it speaks of.

The set names no seller; products of one city are given to one placeholder seller of that city. A product is known by its
title, place and price together. The row that names a product first also gives its listing, and the place's first row its seller.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from padu.merge.sources.check_numbers import price, stars
from padu.merge.sources.check_text import clean, single_line, title, words
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import no_record
from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceListing, SourceRecord, SourceReview, SourceSeller, SourceSku

COLUMNS = ("Category", "Product Name", "Location", "Price", "Customer Rating", "Customer Review")


def read_prdect_id(file: SourceFile) -> Iterator[ReadOutcome]:
    """Sellers and listings count no rows of their own; each row counts once, with its review."""
    outcomes = Outcomes(file, Kind.REVIEW)
    known: set[str] = set()
    told: Counter[str] = Counter()
    reached = 0
    try:
        with open_table(file.path, required=COLUMNS, delimiters=",;") as table:
            for row in table.rows:
                reached = row.number
                if not isinstance(row, Row):
                    yield no_record(outcomes, row)
                    continue
                try:
                    seller, listing = _seller(row), _listing(row)
                except Refusal as refusal:
                    yield Outcomes(file, Kind.LISTING).refused(refusal, row.number)
                    continue
                for record in (seller, listing):
                    if record.source_id not in known:
                        known.add(record.source_id)
                        yield outcomes.accepted(record, row.number, rows=0)
                yield _read_review(outcomes, row, listing, told)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _place(row: Row) -> str:
    place = words(row["Location"])
    if not place:
        raise Refusal("place.missing", "the row names no place, from which its seller is told", field="Location")
    return place


def _seller(row: Row) -> SourceSeller:
    place = _place(row)
    return SourceSeller(source_id=f"kota-{_digest(place)}", name=f"Penjual di {place} (PRDECT-ID)", city=place)


def _listing(row: Row) -> SourceListing:
    name = title(row["Product Name"], "Product Name")
    cost = price(row["Price"], "IDR", "Price")
    source_id = f"produk-{_digest(name, _place(row), str(cost.value))}"
    category = single_line(row["Category"])
    return SourceListing(
        source_id=source_id,
        seller_id=_seller(row).source_id,
        title=name,
        skus=(SourceSku(source_id=source_id, price=cost),),
        category_id=category,
        category=(category,),
        listing_platforms=("TOKOPEDIA",),
    )


def _read_review(outcomes: Outcomes, row: Row, listing: SourceListing, told: Counter[str]) -> ReadOutcome:
    try:
        rating = stars(row["Customer Rating"], "Customer Rating")
    except Refusal as refusal:
        return outcomes.refused(refusal, row.number, seller_id=listing.seller_id)
    body = clean(row["Customer Review"])
    content = f"ulasan-{_digest(listing.source_id, str(rating), body)}"
    told[content] += 1
    # The set holds a few rows word for word twice; they are reviews of their own.
    source_id = content if told[content] == 1 else f"{content}-{told[content]}"
    review: SourceRecord = SourceReview(
        source_id=source_id, seller_id=listing.seller_id, listing_id=listing.source_id, rating=rating, body=body
    )
    return outcomes.accepted(review, row.number)
