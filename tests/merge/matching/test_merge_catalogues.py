from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from padu.kernel.errors import PaduError
from padu.merge.matching import CatalogueMerge, MatchRules, RowAction, merge_catalogues, write_plan
from padu.merge.sources import Catalogue, CatalogueRow, RefusedRow, read_catalogue
from padu.merge.sources.types import Place


def catalogue(
    name: str, titles: list[str], *, prices: list[int | None] | None = None, currency: str = "IDR", quarantined: int = 0
) -> Catalogue:
    costs = prices or [None] * len(titles)
    rows = [
        CatalogueRow(row=n + 2, id=f"{name}{n}", title=title, price=None if cost is None else Decimal(cost), currency=currency)
        for n, (title, cost) in enumerate(zip(titles, costs, strict=True))
    ]
    refused = [
        RefusedRow(at=Place(file=name, row=100 + n, field="price"), code="price.negative", reason="row: -1 is negative")
        for n in range(quarantined)
    ]
    return Catalogue(name=name, columns={}, rows=rows, quarantined=refused, blank=1)


LEFT = ["kopi gayo arabika 250gr", "kopi toraja robusta 500gr", "teh poci melati 40 gram"]
RIGHT = ["Kopi Arabika Gayo 250 gram PROMO", "gula aren bubuk 1kg"]


def test_every_row_has_one_future_and_the_counts_add_up() -> None:
    merge = merge_catalogues(catalogue("a", LEFT, quarantined=2), catalogue("b", RIGHT, quarantined=1))
    counts = merge.count()
    assert counts["left"] == {"create": 2, "merge": 1, "ask": 0, "quarantined": 2, "rows": 5}
    assert counts["right"] == {"keep": 2, "quarantined": 1, "rows": 3}
    assert len(merge.rows) == 8
    first = merge.rows[0]
    assert (first.id, first.action, first.counterpart, first.counterpart_title) == ("a0", RowAction.MERGE, "b0", RIGHT[0])
    assert all(row.reason for row in merge.rows)
    assert merge.blank == {"left": 1, "right": 1}


def test_between_the_thresholds_a_person_is_asked() -> None:
    rules = MatchRules(accept=1.0, review=0.1)
    merge = merge_catalogues(catalogue("a", LEFT), catalogue("b", RIGHT), rules=rules)
    assert merge.count()["left"] == {"create": 2, "merge": 0, "ask": 1, "quarantined": 0, "rows": 3}


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(PaduError) as error:
        merge_catalogues(catalogue("a", LEFT), catalogue("b", RIGHT), rules=MatchRules(accept=0.4, review=0.6))
    assert error.value.code == "matching.thresholds"


def test_prices_in_two_currencies_are_not_compared() -> None:
    def probability(currency: str) -> float:
        left = catalogue("a", LEFT[:1], prices=[90_000], currency="IDR")
        right = catalogue("b", RIGHT[:1], prices=[6], currency=currency)
        return merge_catalogues(left, right).pairs[0].probability

    assert probability("USD") > probability("IDR")


def test_an_empty_catalogue_leaves_all_to_create() -> None:
    merge = merge_catalogues(catalogue("a", LEFT), catalogue("b", []))
    assert merge.count()["left"]["create"] == 3
    assert merge.pairs == []


def test_the_plan_is_written_whole_and_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    merge = merge_catalogues(catalogue("a", ["=HYPERLINK(1) kopi", *LEFT]), catalogue("b", RIGHT))
    files = write_plan(merge, tmp_path / "out")
    with files["plan.csv"].open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 6
    assert lines[0]["title"] == "'=HYPERLINK(1) kopi"
    assert json.loads(files["report.json"].read_text())["counts"] == merge.count()
    pairs = duckdb.execute("select id_a, id_b, probability, match from read_parquet(?)", [str(files["matches.parquet"])]).fetchall()
    assert {(left, right) for left, right, _, match in pairs if match} == {("a1", "b0")}
    assert not list((tmp_path / "out").glob("*.writing"))


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PaduError) as error:
        write_plan(merge_catalogues(catalogue("a", LEFT), catalogue("b", RIGHT)), tmp_path / "file")
    assert error.value.code == "matching.cannot_write"


@pytest.fixture(scope="module")
def abt_and_buy(shared_data: Path) -> tuple[Catalogue, Catalogue, CatalogueMerge]:
    folder = shared_data / "matching" / "abt_buy"
    left, right = read_catalogue(folder / "tableA.csv.gz"), read_catalogue(folder / "tableB.csv.gz")
    return left, right, merge_catalogues(left, right)


def test_abt_and_buy_every_row_is_accounted_for(abt_and_buy: tuple[Catalogue, Catalogue, CatalogueMerge]) -> None:
    left, right, merge = abt_and_buy
    assert [row.id for row in merge.rows if row.side == "left"] == [row.id for row in left.rows]
    assert [row.id for row in merge.rows if row.side == "right"] == [row.id for row in right.rows]
    assert (len(left.rows), len(right.rows)) == (1068, 1035)
    counterparts = [row.counterpart for row in merge.rows if row.side == "left" and row.counterpart]
    assert len(counterparts) == len(set(counterparts))


def test_abt_and_buy_are_matched_and_twice_the_same(shared_data: Path, abt_and_buy: tuple[Catalogue, Catalogue, CatalogueMerge]) -> None:
    left, right, merge = abt_and_buy
    with gzip.open(shared_data / "matching" / "abt_buy" / "pairs.csv.gz", "rt", encoding="utf-8") as file:
        labels = {(row["id_a"], row["id_b"]): row["label"] == "1" for row in csv.DictReader(file) if row["split"] == "valid"}
    said = {(pair.id_left, pair.id_right) for pair in merge.pairs if pair.is_match}
    hit = sum(same for pair, same in labels.items() if pair in said)
    wrong = sum(not same for pair, same in labels.items() if pair in said)
    assert 2 * hit / (hit + wrong + sum(labels.values())) >= 0.88
    assert merge_catalogues(left, right) == merge
