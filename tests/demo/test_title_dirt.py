from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from padu.demo.world.chance import chance
from padu.demo.world.dirty_titles import abbreviate, decorate, misspell
from padu.demo.world.products import make_product, round_price, sibling_of
from padu.demo.world.read_tables import read_tables
from padu.demo.world.write_titles import MARKET_LONGEST, SOCIAL_LONGEST, SOCIAL_SHORTEST, spell_spec, write_market_title, write_social_title

TABLES = read_tables()
words = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12), min_size=1, max_size=12)
seeds = st.integers(0, 2**32)
categories = st.sampled_from(sorted(TABLES.trades))


@given(seeds, words)
def test_dirt_never_empties_a_title(seed: int, title: list[str]) -> None:
    rng = chance(seed)
    dirty = misspell(rng, abbreviate(rng, title, TABLES.talk.short, 1.0))
    written = decorate(rng, " ".join(dirty), TABLES.talk.decorations, shouting=0.3, decorated=0.5)
    assert len(dirty) == len(title)
    assert all(dirty)
    assert written.strip()


@given(seeds, words)
def test_a_typo_touches_one_word_and_no_digit(seed: int, title: list[str]) -> None:
    spoiled = misspell(chance(seed), title)
    changed = [(before, after) for before, after in zip(title, spoiled, strict=True) if before != after]
    assert len(changed) <= 1
    assert all(before.isalpha() and abs(len(before) - len(after)) <= 1 for before, after in changed)


@given(seeds, categories)
def test_titles_fit_their_platforms_and_name_the_spec(seed: int, category: str) -> None:
    rng = chance(seed)
    product = make_product(rng, TABLES, category)
    social = write_social_title(rng, TABLES, product, ())
    market = write_market_title(rng, TABLES, product, ())
    assert SOCIAL_SHORTEST <= len(social) <= SOCIAL_LONGEST
    assert 1 <= len(market) <= MARKET_LONGEST
    for digits in re.findall(r"\d+", product.spec):
        assert digits in social


@given(seeds, categories)
def test_a_sibling_is_another_product_of_the_same_family(seed: int, category: str) -> None:
    rng = chance(seed)
    product = make_product(rng, TABLES, category)
    sibling = sibling_of(rng, TABLES, product)
    if sibling is None:
        assert not product.noun.spec
        assert not product.noun.choice
        return
    assert sibling.identity != product.identity
    assert (sibling.noun, sibling.style, sibling.brand, sibling.material) == (product.noun, product.style, product.brand, product.material)


@given(seeds, st.floats(0, 1e8))
def test_prices_end_as_shops_write_them(seed: int, rupiah: float) -> None:
    price = round_price(chance(seed), rupiah)
    assert price >= 2500
    assert price % 1000 in {0, 500, 900}
    assert abs(price - rupiah) <= 1000 or price <= 3000


def test_a_quantity_is_spelled_in_several_ways_with_the_same_number() -> None:
    spellings = {spell_spec(chance(seed), "250 g") for seed in range(200)}
    assert spellings >= {"250gr", "250 gram", "250g"}
    assert all(spelling.startswith("250") for spelling in spellings)
    assert spell_spec(chance(1), "A15s") == "A15s"
