from __future__ import annotations

import pytest

from padu.engines.linkage import ArrowTable, LinkageError, arrow_table, match_sellers

COLUMNS = ("id", "name", "province", "city", "postal_code", "phone")


def shops(*rows: tuple[str, ...]) -> ArrowTable:
    columns: dict[str, tuple[str, list[object]]] = {
        name: ("text", [row[at] if at < len(row) else "" for row in rows]) for at, name in enumerate(COLUMNS)
    }
    return arrow_table(columns | {"listings": ("whole", [10 for _ in rows])})


def shared(*rows: tuple[str, str, float]) -> ArrowTable:
    return arrow_table(
        {
            "id_left": ("text", [row[0] for row in rows]),
            "id_right": ("text", [row[1] for row in rows]),
            "overlap": ("real", [row[2] for row in rows]),
        }
    )


def matches(table: ArrowTable) -> set[tuple[object, object]]:
    return {(row["id_left"], row["id_right"]) for row in table.to_pylist() if row["is_match"]}


OTHERS = tuple(
    (f"x{n}", f"Warung {word} {n}", "Bali", "Kota Denpasar", "80111", "")
    for n, word in enumerate(["anggrek", "dahlia", "kenanga", "teratai", "seruni"])
)
LEFT = shops(
    ("s1", "kopigayoberkah_shop", "Aceh", "Kabupaten Aceh Tengah", "24511", "628111"),
    ("s2", "Batik Bu Sari Official", "Jawa Tengah", "Kota Pekalongan", "51111", ""),
    *OTHERS,
)


def test_a_handle_and_an_official_name_are_one_shop() -> None:
    right = shops(
        ("m1", "Kopi Gayo Berkah Store", "Aceh", "Kab. Aceh Tengah", "24511", ""),
        ("m9", "Toko Kopi Berkah Jaya", "Jawa Timur", "Kota Malang", "65111", ""),
    )
    assert matches(match_sellers(LEFT, right, overlap=shared(("s1", "m1", 0.6)))) == {("s1", "m1")}


def test_what_they_sell_separates_neighbours_with_the_same_name() -> None:
    right = shops(
        ("m1", "Batik Bu Sari", "Jawa Tengah", "Kota Pekalongan", "51119", ""),
        ("m2", "Batik Bu Sari", "Jawa Tengah", "Kota Pekalongan", "51119", ""),
    )
    assert matches(match_sellers(LEFT, right, overlap=shared(("s2", "m2", 0.7)))) == {("s2", "m2")}
    nobody = match_sellers(LEFT, right).to_pylist()
    assert all(float(str(row["probability"])) <= 0.5 for row in nobody if row["id_left"] == "s2")


def test_the_same_goods_under_a_wholly_different_sign_far_away_are_a_rivals() -> None:
    right = shops(("m1", "Sumber Rejeki Elektronik", "Papua", "Kota Jayapura", "99111", "628999"))
    assert matches(match_sellers(LEFT, right, overlap=shared(("s2", "m1", 0.2)))) == set()


def test_a_telephone_number_brings_together_what_no_word_does() -> None:
    right = shops(("m1", "Arabika Nusantara", "Aceh", "Kabupaten Aceh Tengah", "24511", "628111"))
    found = match_sellers(LEFT, right, overlap=shared(("s1", "m1", 0.5))).to_pylist()
    assert [(row["id_left"], row["phone"], row["place"]) for row in found if row["is_match"]] == [("s1", 1, 3)]


def test_shops_without_a_name_are_refused() -> None:
    with pytest.raises(LinkageError) as error:
        match_sellers(arrow_table({"id": ("text", ["a"])}), LEFT)
    assert error.value.code == "linkage.column_missing"
