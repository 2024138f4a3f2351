"""Real data and whole generated exports: every row of every file is accounted for."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from padu.demo.exports import write_exports
from padu.merge.sources import discover, read, set_duplicates_apart
from padu.merge.sources.types import (
    Accepted,
    Kind,
    Platform,
    Quarantined,
    ReadOutcome,
    SourceListing,
    SourceOrder,
    SourceReview,
    SourceSeller,
)


def tally(outcomes: list[ReadOutcome]) -> Counter[str]:
    """How many outcomes of each sort: a record's type or a refusal's code."""
    return Counter(
        type(outcome.record).__name__ if isinstance(outcome, Accepted) else outcome.code if isinstance(outcome, Quarantined) else "Skipped"
        for outcome in outcomes
    )


def data_rows(path: Path) -> int:
    """Records below the header, counted by Python's own reader."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1


@pytest.fixture(scope="module")
def olist(shared_data: Path) -> dict[Path, list[ReadOutcome]]:
    """Every table of the data set, read once."""
    return {file.path: list(read(file)) for file in discover("olist", shared_data / "olist-sample")}


def test_prdect_id_is_read_to_the_last_row(shared_data: Path) -> None:
    (file,) = discover("prdect-id", shared_data / "prdect-id")
    outcomes = list(read(file))
    assert sum(outcome.rows for outcome in outcomes) == data_rows(file.path) == 5400
    assert tally(outcomes) == {"SourceReview": 5400, "SourceListing": 1320, "SourceSeller": 55}
    records = [outcome.record for outcome in outcomes if isinstance(outcome, Accepted)]
    listings = {record.source_id: record for record in records if isinstance(record, SourceListing)}
    sellers = {record.source_id for record in records if isinstance(record, SourceSeller)}
    assert len(listings) == 1320
    assert len({listing.title for listing in listings.values()}) == 1308
    assert {listing.seller_id for listing in listings.values()} == sellers
    reviews = [record for record in records if isinstance(record, SourceReview)]
    assert len({review.source_id for review in reviews}) == 5400
    assert all(listings[review.listing_id].seller_id == review.seller_id for review in reviews)


def test_olist_is_read_to_the_last_row(olist: dict[Path, list[ReadOutcome]]) -> None:
    for path, outcomes in olist.items():
        assert sum(outcome.rows for outcome in outcomes) == data_rows(path), path.name
    assert {path.name.split(".")[0]: dict(tally(outcomes)) for path, outcomes in olist.items()} == {
        "sellers": {"SourceSeller": 3095},
        "products": {"SourceListing": 11830, "listing.no_seller": 21461},
        "orders": {"SourceOrder": 20496, "order.total_disagrees": 124, "order.no_lines": 90},
        "order_reviews": {"SourceReview": 3844, "review.several_listings": 119, "review.no_listing": 23},
        "order_items": {"Skipped": 1},
        "order_payments": {"Skipped": 1},
        "customers": {"Skipped": 1},
        "category_translation": {"Skipped": 1},
    }


def test_olist_money_is_what_was_paid(olist: dict[Path, list[ReadOutcome]]) -> None:
    path, outcomes = next((path, outcomes) for path, outcomes in olist.items() if path.name == "orders.csv.gz")
    refused = {outcome.source_id for outcome in outcomes if isinstance(outcome, Quarantined)}
    orders = [outcome.record for outcome in outcomes if isinstance(outcome, Accepted) and isinstance(outcome.record, SourceOrder)]
    with gzip.open(path.with_name("order_payments.csv.gz"), "rt", encoding="utf-8", newline="") as table:
        paid = sum((Decimal(row["payment_value"]) for row in csv.DictReader(table) if row["order_id"] not in refused), Decimal(0))
    assert sum((order.total.value for order in orders), Decimal(0)) == paid
    assert {order.total.currency for order in orders} == {"BRL"}


def test_generated_exports_lose_exactly_what_was_broken(tmp_path: Path) -> None:
    write_exports(tmp_path / "exports", scale=0.1)
    broken = read_broken(tmp_path / "exports" / "truth" / "broken.csv")
    whole_files = {file for file, row in broken if row == 0}
    found: set[tuple[str, int]] = set()
    seen: set[tuple[Platform, Kind, str]] = set()
    for kind, part in (
        ("tiktok-shop", "social/tiktok-shop"),
        ("tokopedia-bulk", "market/tokopedia"),
        ("seller-centre-orders", "market/tokopedia"),
    ):
        for file in discover(kind, tmp_path / "exports" / part):
            outcomes = set_duplicates_apart(read(file), file.platform, seen)
            name = f"{part}/{file.name}"
            found |= {(name, 0 if name in whole_files else outcome.at.row) for outcome in outcomes if isinstance(outcome, Quarantined)}
    assert found == broken
    assert len(broken) > 10


def read_broken(path: Path) -> set[tuple[str, int]]:
    with path.open(encoding="utf-8", newline="") as table:
        return {(row["file"], int(row["row"])) for row in csv.DictReader(table)}
