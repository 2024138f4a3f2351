from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import pytest

from padu.engines.linkage import ArrowTable, LinkageError, MatchOptions, arrow_table, match_catalogues

WORDS = (  # noqa: SIM905 - words read better than a column of quotes
    "kopi teh gula beras batik kaos kemeja sepatu tas dompet lampu kipas panci wajan rak meja kursi madu jahe serum sabun topi jaket sarung"
).split()
MAKERS = "sinarjaya melatiraya gunungmas lautbiru harumsari tanimakmur kertajati wijayakarya purnama cendana".split()  # noqa: SIM905 - as above
STYLES = "premium polos motif halus kasar tebal tipis lebar sempit klasik modern tradisional rustik elegan".split()  # noqa: SIM905 - as above


def catalogue(titles: dict[str, str], **more: list[object]) -> ArrowTable:
    kinds = {"price": "real", "weight": "real"}
    columns: dict[str, tuple[str, list[object]]] = {"id": ("text", list(titles)), "title": ("text", list(titles.values()))}
    return arrow_table(columns | {name: (kinds.get(name, "text"), values) for name, values in more.items()})


def made_up(count: int, seed: int = 1) -> tuple[ArrowTable, ArrowTable, set[tuple[str, str]]]:
    """Two catalogues whose first halves are the same products, worded differently, with near neighbours among them."""
    rng = random.Random(seed)  # noqa: S311 - a made-up catalogue needs no secrets
    products = [
        (rng.choice(WORDS), rng.choice(MAKERS), rng.choice(STYLES), rng.choice(STYLES), rng.choice([100, 250, 500, 1000]))
        for _ in range(count * 3)
    ]
    distinct = list(dict.fromkeys(products))[: count + count // 2]
    left = {f"l{n:04d}": f"{maker} {word} {a} {b} {grams} gr" for n, (word, maker, a, b, grams) in enumerate(distinct[:count])}
    half = list(enumerate(distinct))[: count // 2] + list(enumerate(distinct))[count:]
    right = {f"r{n:04d}": f"PROMO {word} {b} {maker} {a} {grams / 1000:g}kg COD" for n, (word, maker, a, b, grams) in half}
    return catalogue(left), catalogue(right), {(f"l{n:04d}", f"r{n:04d}") for n in range(count // 2)}


def matches(table: ArrowTable) -> set[tuple[str, str]]:
    return {(str(row["id_left"]), str(row["id_right"])) for row in table.to_pylist() if row["is_match"]}


def quality(found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> tuple[float, float]:
    return len(found & truth) / max(1, len(found)), len(found & truth) / len(truth)


def test_reworded_products_are_found_and_neighbours_kept_apart() -> None:
    left, right, truth = made_up(600)
    precision, recall = quality(matches(match_catalogues(left, right, options=MatchOptions(threshold=0.9))), truth)
    assert precision >= 0.95
    assert recall >= 0.95


def test_two_runs_and_any_number_of_threads_and_any_order_of_rows_agree() -> None:
    left, right, _ = made_up(400, seed=2)
    first = match_catalogues(left, right, options=MatchOptions(threads=1)).to_pydict()
    assert match_catalogues(left, right, options=MatchOptions(threads=1)).to_pydict() == first
    assert match_catalogues(left, right, options=MatchOptions(threads=2)).to_pydict() == first
    titles = list(zip(left.to_pydict()["id"], left.to_pydict()["title"], strict=True))
    backwards = catalogue({str(one): str(title) for one, title in reversed(titles)})
    assert match_catalogues(backwards, right).to_pydict() == first


def test_candidates_stay_few_whatever_words_are_common() -> None:
    left = catalogue({f"l{n}": f"kaos polos pria hitam xl seri{n}" for n in range(300)})
    right = catalogue({f"r{n}": f"kaos polos pria hitam xl seri{n}" for n in range(300)})
    found = match_catalogues(left, right, options=MatchOptions(candidates=5))
    assert found.num_rows <= 600 * 5
    assert {(f"l{n}", f"r{n}") for n in range(300)} <= {(row["id_left"], row["id_right"]) for row in found.to_pylist()}


@pytest.mark.parametrize(
    ("wanted", "same", "neighbour"),
    [
        ("Samsung Galaxy A15s 128GB", "galaxy A15s 128gb samsung promo", "Samsung Galaxy A15 128GB"),
        ("Kopi Gayo arabika 250gr", "kopi arabica gayo 0.25kg", "Kopi Gayo arabika 500gr"),
        ("Kemeja flanel kotak merah XL", "flanel kotak kemeja merah XL", "Kemeja flanel kotak merah M"),
        ("Kemeja flanel kotak merah", "kemeja kotak flanel red", "Kemeja flanel kotak biru"),
        ("Redmi Note 12 Pro", "redmi note 12 pro ready stock", "Redmi Note 12"),
    ],
)
def test_a_differing_model_size_colour_or_quantity_loses_to_the_same(wanted: str, same: str, neighbour: str) -> None:
    together = arrow_table({"group_left": ("text", [""]), "group_right": ("text", [""])})
    found = match_catalogues(catalogue({"l": wanted}), catalogue({"same": same, "near": neighbour}), within=together)
    probability = {row["id_right"]: float(str(row["probability"])) for row in found.to_pylist()}
    assert matches(found) == {("l", "same")}
    assert probability["near"] < 0.2


def test_two_equally_good_counterparts_are_never_sure() -> None:
    right = {"r1": "panci presto maxim 8 liter", "r2": "panci presto maxim 8 liter"}
    found = match_catalogues(catalogue({"l": "panci presto maxim 8 liter"}), catalogue(right)).to_pylist()
    first, second = (row["probability"] for row in found)
    assert first == second
    assert float(str(first)) <= 0.5


def test_only_groups_that_stand_together_are_compared() -> None:
    left = catalogue({"a": "madu hutan 250ml", "b": "madu hutan 250ml"}, group=["s1", "s2"])
    right = catalogue({"c": "madu hutan 250ml", "d": "madu hutan 250ml"}, group=["t1", "t2"])
    together = arrow_table({"group_left": ("text", ["s1"]), "group_right": ("text", ["t2"])})
    found = match_catalogues(left, right, within=together)
    assert [(row["id_left"], row["id_right"]) for row in found.to_pylist()] == [("a", "d")]


def test_evidence_says_why() -> None:
    left = catalogue({"l": "lampu led philips 12 watt putih"}, price=[20000.0], references=["SKU-1"])
    right = catalogue({"r": "lampu led philips 9 watt putih"}, price=[10000.0], references=["sku-1"])
    row = match_catalogues(left, right).to_pylist()[0]
    assert row["number_overlap"] == 0.0
    assert row["variant_overlap"] == 1.0
    assert row["price_ratio"] == pytest.approx(0.5)
    assert row["reference_shared"] == 1
    assert row["description_overlap"] is None


def test_empty_tables_and_empty_titles_give_no_pairs_and_no_error() -> None:
    assert match_catalogues(catalogue({}), catalogue({"r": "kopi"})).num_rows == 0
    assert match_catalogues(catalogue({"l": "★ 🔥"}), catalogue({"r": "promo cod"})).num_rows == 0


def test_a_table_without_titles_and_an_id_that_stands_twice_are_refused() -> None:
    nameless = arrow_table({"id": ("text", ["a"])})
    with pytest.raises(LinkageError) as missing:
        match_catalogues(nameless, catalogue({"r": "kopi"}))
    assert missing.value.code == "linkage.column_missing"
    twice = arrow_table({"id": ("text", ["a", "a"]), "title": ("text", ["kopi", "teh"])})
    with pytest.raises(LinkageError) as repeated:
        match_catalogues(catalogue({"l": "kopi"}), twice)
    assert repeated.value.code == "linkage.id_duplicate"


def labelled(folder: Path, split: str) -> dict[tuple[str, str], bool]:
    with gzip.open(folder / "pairs.csv.gz", "rt", encoding="utf-8") as file:
        return {(row["id_a"], row["id_b"]): row["label"] == "1" for row in csv.DictReader(file) if row["split"] == split}


def public(folder: Path, side: str) -> ArrowTable:
    with gzip.open(folder / f"table{side}.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    titles = {row["id"]: row.get("name") or row.get("title") or "" for row in rows}
    more: dict[str, list[object]] = {}
    if "price" in rows[0]:
        more["price"] = [float(row["price"]) if row["price"] else None for row in rows]
    for name, column in (("description", "description"), ("manufacturer", "brand")):
        if name in rows[0]:
            more[column] = [row[name] for row in rows]
    return catalogue(titles, **more)


@pytest.mark.parametrize(
    ("name", "one_to_one", "floor"), [("abt_buy", True, 0.88), ("amazon_google", True, 0.63), ("wdc_computers_small", False, 0.70)]
)
def test_public_sets_are_matched_without_labels(shared_data: Path, name: str, one_to_one: bool, floor: float) -> None:  # noqa: FBT001 - a table's column
    folder = shared_data / "matching" / name
    found = matches(match_catalogues(public(folder, "A"), public(folder, "B"), options=MatchOptions(one_to_one=one_to_one)))
    truth = labelled(folder, "valid")
    hit = sum(same for pair, same in truth.items() if pair in found)
    wrong = sum(not same for pair, same in truth.items() if pair in found)
    assert 2 * hit / (hit + wrong + sum(truth.values())) >= floor
