from __future__ import annotations

import csv
import json
from collections import Counter
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from padu.demo.world import CODES

if TYPE_CHECKING:
    from conftest import Exports


def test_the_usual_world_is_large_enough(usual_exports: Exports) -> None:
    summary = usual_exports.summary
    assert summary.records("seller", "tiktok_shop") >= 400
    assert summary.records("seller", "tokopedia") >= 600
    assert summary.records("listing", "tiktok_shop") >= 6000
    assert summary.records("listing", "tokopedia") >= 9000
    assert summary.records("order") >= 3000
    assert summary.records("return") >= 50
    assert summary.records("review") >= 5000
    assert summary.records("video") >= 1000


def test_the_overlap_is_as_told(usual_exports: Exports) -> None:
    summary = usual_exports.summary
    assert 0.42 <= summary.true_seller_pairs / summary.records("seller", "tiktok_shop") <= 0.48
    assert len(usual_exports.truth("sellers")) == summary.true_seller_pairs
    assert len(usual_exports.truth("listings")) == summary.true_listing_pairs
    assert summary.true_listing_pairs >= 1500


def test_about_one_record_in_a_hundred_is_broken_and_every_way_is_there(usual_exports: Exports) -> None:
    broken = usual_exports.truth("broken")
    total = sum(count.records for count in usual_exports.summary.counts)
    assert len(broken) == usual_exports.summary.broken
    assert 0.005 < len(broken) / total < 0.02
    codes = {row["code"] for row in broken}
    assert codes >= {code for flaw, code in CODES.items() if flaw} | {"encoding.not_utf8", "name.missing"}
    assert all((usual_exports.root / row["file"]).is_file() for row in broken)


def test_no_shop_loses_a_tenth_of_its_listings(usual_exports: Exports) -> None:
    lost = Counter(row["file"] for row in usual_exports.truth("broken") if row["kind"] == "listing")
    assert max(lost.values()) <= 2


def test_products_are_diverse_and_titles_differ_within_a_shop(usual_exports: Exports) -> None:
    every: list[str] = []
    for details in usual_exports.social.glob("*/product.202309.products.jsonl"):
        titles = [json.loads(line)["data"]["title"].lower() for line in details.read_text().splitlines() if line.endswith("}}")]
        assert len({title for title in titles if title}) == len([title for title in titles if title])
        every += titles
    assert len(set(every)) > 5500


def test_most_reviews_give_five_stars(usual_exports: Exports) -> None:
    stars: Counter[str] = Counter()
    for path in usual_exports.market.glob("reviews/*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            stars.update(row["rating"] for row in csv.DictReader(lines))
    assert stars["5"] > 0.65 * stars.total()
    assert min(stars[rating] for rating in "1234") > 20


def test_true_pairs_name_records_that_stand_in_the_exports(usual_exports: Exports) -> None:
    social_sellers = {path.name for path in usual_exports.social.iterdir() if path.is_dir()}
    market_sellers = {path.stem for path in usual_exports.market.glob("bulk/*.xlsx")}
    for pair in usual_exports.truth("sellers"):
        assert pair["social_id"] in social_sellers
        assert pair["market_id"] in market_sellers
    social_ids = set()
    for details in usual_exports.social.glob("*/product.202309.products.jsonl"):
        social_ids |= {json.loads(line)["data"].get("id") for line in details.read_text().splitlines() if line.endswith("}}")}
    by_domain: dict[str, set[str]] = {}
    for pair in usual_exports.truth("listings"):
        assert pair["social_id"] in social_ids
        domain, _, own = pair["market_id"].partition("/")
        by_domain.setdefault(domain, set()).add(own)
    for domain in sorted(by_domain)[:25]:
        assert by_domain[domain] <= market_ids(usual_exports, domain)
    broken = {row["source_id"] for row in usual_exports.truth("broken") if row["kind"] == "listing" and row["code"] != "id.duplicate"}
    assert not broken & {pair["social_id"] for pair in usual_exports.truth("listings")}
    assert not broken & {pair["market_id"] for pair in usual_exports.truth("listings")}


def market_ids(exports: Exports, domain: str) -> set[str]:
    rows = CalamineWorkbook.from_path(exports.market / "bulk" / f"{domain}.xlsx").get_sheet_by_index(0).to_python()
    return {str(row[17]) if row[17] else f"row-{number}" for number, row in enumerate(rows[1:], start=2)}
