from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.engines.linkage.load_names import cut_handle
from padu.engines.linkage.normalise import Token, fold, seller_tokens, tokens
from padu.engines.linkage.words import words

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789 -./'\"%&+@ÀÉéñ★🔥"


def said(title: str) -> set[tuple[str, str]]:
    return {(token, kind.value) for token, kind in tokens(title)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kopi Gayo 250gr", "KOPI GAYO 250 gram"),
        ("Kopi Gayo 250gr", "kopi gayo 0,25 kg"),
        ("Minyak Goreng 1 liter", "minyak goreng 1000ml"),
        ("Kaos Pria Hitam XXL", "kaos cowok black 2XL"),
        ("Canon CB-2LX charger", "canon cb2lx charger"),
        ("Celana pjg wnt", "celana panjang wanita"),
        ("Café Latte", "cafe latte"),
    ],
)
def test_one_thing_written_in_two_ways_gives_the_same_tokens(one: str, other: str) -> None:
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Samsung A15", "Samsung A15s"),
        ("kopi 250gr", "kopi 500gr"),
        ("kaos hitam", "kaos putih"),
        ("kemeja XL", "kemeja L"),
        ("Redmi 12", "Redmi 12 Pro"),
    ],
)
def test_two_things_stay_two(one: str, other: str) -> None:
    assert said(one) != said(other)


@pytest.mark.parametrize("promotion", ["READY STOCK", "bisa COD", "100% ORI", "Gratis Ongkir", "TERMURAH", "best seller", "garansi resmi"])
def test_promotion_words_say_nothing(promotion: str) -> None:
    plain = tokens("Batik tulis Pekalongan katun")
    assert tokens(f"{promotion} Batik tulis Pekalongan katun") == plain
    assert tokens(f"Batik tulis Pekalongan katun {promotion}") == plain


def test_each_token_knows_what_it_is() -> None:
    assert tokens("Jaket merah XL 250gr A15s pro 12") == [
        ("250g", Token.QUANTITY),
        ("jaket", Token.WORD),
        ("red", Token.COLOUR),
        ("xl", Token.SIZE),
        ("a15s", Token.CODE),
        ("pro", Token.GRADE),
        ("12", Token.NUMBER),
    ]


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_nothing_empty_comes_out(title: str) -> None:
    assert all(token for token, _ in tokens(title))


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_capitals_never_matter(title: str) -> None:
    assert tokens(title) == tokens(title.upper())


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_shops_name_loses_words_of_trade_unless_nothing_else_is_left() -> None:
    assert seller_tokens("Toko Melati Berkah Official Store") == ["melati", "berkah"]
    assert seller_tokens("Toko Online") == ["toko", "online"]


def test_a_handle_is_cut_into_words_that_shops_use() -> None:
    spoken = {"kopi": 4, "gayo": 2, "berkah": 9}
    assert cut_handle("kopigayoberkah", spoken) == ["kopi", "gayo", "berkah"]
    assert cut_handle("kopigayoxyz", spoken) == ["kopigayoxyz"]
    assert cut_handle("gayo", spoken) == ["gayo"]


def test_every_group_of_words_gives_its_reason_and_lists_are_lower_case() -> None:
    vocabulary = words()
    listed = [*vocabulary.noise, *vocabulary.abbreviations, *vocabulary.colours, *vocabulary.sizes, *vocabulary.units, *vocabulary.grades]
    assert all(word == word.lower() for word in listed)
    assert not vocabulary.noise & set(vocabulary.sizes)
