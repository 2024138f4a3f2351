"""How well and how fast linkage matches, against comparing every pair's titles with rapidfuzz's token_set_ratio.

Quality: F1 in percent over the labelled pairs of public product sets (split `valid`; a pair that is not found counts as no
match), where they are at hand (`PADU_SHARED_DATA`, else ../shared/data); the rival's threshold is the best on the split
`train`, which linkage does not look at (its shipped weights and levels, though, were settled with both splits in sight:
`valid` is not unseen). Demo data: precision and recall in percent against the generator's truth, learned weights against the
shipped ones.
Speed: pairs of the two tables decided a second of CPU, both in this process; the rival's second is measured on a sample.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from rapidfuzz import fuzz

from padu.demo.exports import write_exports
from padu.engines.linkage import ArrowTable, MatchOptions, arrow_table, match_catalogues
from padu.merge.matching import MatchRules, match_sources, score
from padu.merge.sources import discover, read
from padu.merge.sources.types import Accepted, SourceListing, SourceSeller

SETS = (("abt_buy", True), ("amazon_google", True), ("wdc_computers_small", False))
RIVAL = "rapidfuzz token_set_ratio of every pair"
Labels = dict[tuple[str, str], bool]


def say(figure: str, unit: str, value: float, against: tuple[str, float], n: int) -> None:
    """Print one figure; `against` is whom it is compared with and what that one reaches."""
    ours, theirs = round(value, 4), round(against[1], 4)
    told = {"figure": f"matching.{figure}", "value": ours, "unit": unit, "against": against[0], "against_value": theirs}
    print(json.dumps({**told, "ratio": round(ours / theirs, 4) if theirs else 0.0, "n": n}), flush=True)


def f1(said: set[tuple[str, str]], labels: Labels) -> float:
    """F1 in percent over labelled pairs only."""
    hit = sum(same for pair, same in labels.items() if pair in said)
    wrong = sum(not same for pair, same in labels.items() if pair in said)
    return 200 * hit / max(1, hit + wrong + sum(labels.values()))


def rows_of(path: Path) -> list[dict[str, str]]:
    """A gzipped CSV file's rows."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table_of(rows: list[dict[str, str]]) -> ArrowTable:
    """A public set's rows as linkage reads them."""

    def column(*names: str) -> list[object]:
        return [next((row[name] for name in names if row.get(name)), "") for row in rows]

    return arrow_table(
        {
            "id": ("text", column("id")),
            "title": ("text", column("name", "title")),
            "price": ("real", [float(price) if (price := row.get("price")) else None for row in rows]),
            "brand": ("text", column("manufacturer")),
            "description": ("text", column("description")),
        }
    )


def public_sets(folder: Path, *, quick: bool) -> None:
    """F1 on each public set against the rival's."""
    for name, one_to_one in SETS[:1] if quick else SETS:
        sides = [rows_of(folder / name / f"table{side}.csv.gz") for side in "AB"]
        labelled = rows_of(folder / name / "pairs.csv.gz")
        labels = {
            split: {(row["id_a"], row["id_b"]): row["label"] == "1" for row in labelled if row["split"] == split}
            for split in ("train", "valid")
        }
        found = match_catalogues(table_of(sides[0]), table_of(sides[1]), options=MatchOptions(one_to_one=one_to_one)).to_pylist()
        said = {(str(row["id_left"]), str(row["id_right"])) for row in found if row["is_match"]}
        titles = [{row["id"]: row.get("name") or row["title"] for row in side} for side in sides]
        alike = {pair: fuzz.token_set_ratio(titles[0][pair[0]], titles[1][pair[1]]) for split in labels.values() for pair in split}

        def above(threshold: float, alike: dict[tuple[str, str], float] = alike) -> set[tuple[str, str]]:
            return {pair for pair, likeness in alike.items() if likeness >= threshold}

        threshold = max(range(40, 101), key=lambda one: f1(above(one), labels["train"]))
        rival = f1(above(threshold), labels["valid"])
        say(f"f1_{name}", "% F1, split valid", f1(said, labels["valid"]), (RIVAL, rival), len(labels["valid"]))


def load(kind: str, folder: Path) -> tuple[list[SourceSeller], list[SourceListing]]:
    """An export's sellers and listings, the first of each id."""
    sellers: dict[str, SourceSeller] = {}
    listings: dict[str, SourceListing] = {}
    records = (outcome.record for file in discover(kind, folder) for outcome in read(file) if isinstance(outcome, Accepted))
    for record in records:
        if isinstance(record, SourceSeller):
            sellers.setdefault(record.source_id, record)
        elif isinstance(record, SourceListing):
            listings.setdefault(record.source_id, record)
    return list(sellers.values()), list(listings.values())


def demo(*, quick: bool) -> None:
    """Quality against the generator's truth, and speed, on the demo's two platforms."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "exports"
        write_exports(folder, scale=0.1 if quick else 1.0)
        social, market = load("tiktok-shop", folder / "social" / "tiktok-shop"), load("tokopedia-bulk", folder / "market" / "tokopedia")
        with (folder / "truth" / "listings.csv").open(encoding="utf-8", newline="") as file:
            truth = {(row["social_id"], row["market_id"]) for row in csv.DictReader(file)}
    rules = MatchRules()
    learned, shipped = (match_sources(*social, *market, rules=MatchRules(learn=learn)).listings for learn in (True, False))
    (ours, theirs) = (score(found, truth, threshold=rules.accept) for found in (learned, shipped))
    (asked, theirs_asked) = (score(found, truth).recall for found in (learned, shipped))
    against = "the shipped weights, nothing learned"
    say("listing_precision", "% of automatic merges", 100 * ours.precision, (against, 100 * theirs.precision), ours.found)
    say("listing_recall", "% of true pairs merged automatically", 100 * ours.recall, (against, 100 * theirs.recall), ours.true)
    say("listing_recall_with_review", "% of true pairs merged or asked", 100 * asked, (against, 100 * theirs_asked), ours.true)
    speed(social[1], market[1])


def speed(social: list[SourceListing], market: list[SourceListing]) -> None:
    """Pairs decided a second of CPU by title alone."""
    left, right = ({listing.source_id: listing.title for listing in listings} for listings in (social, market))
    tables = [arrow_table({"id": ("text", list(side)), "title": ("text", list(side.values()))}) for side in (left, right)]
    begun = time.process_time()
    match_catalogues(tables[0], tables[1])
    spent = time.process_time() - begun
    sample = [
        (one, other)
        for one in list(left.values())[:: max(1, len(left) // 300)]
        for other in list(right.values())[:: max(1, len(right) // 300)]
    ]
    begun = time.process_time()
    for one, other in sample:
        fuzz.token_set_ratio(one, other)
    rival = len(sample) / (time.process_time() - begun)
    pairs = len(left) * len(right)
    say("pairs_per_cpu_second", "pairs/s of CPU", pairs / spent, (RIVAL, rival), pairs)


def main(*, quick: bool) -> None:
    """Print the figures."""
    shared = Path(os.environ.get("PADU_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data") / "matching"
    if shared.is_dir():
        public_sets(shared, quick=quick)
    demo(quick=quick)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
