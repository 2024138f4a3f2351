from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.market.sellers import rules

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@given(st.text(max_size=200))
def test_a_slug_is_short_ascii_and_never_empty(name: str) -> None:
    slug = rules.slugify(name)
    assert SLUG.fullmatch(slug)
    assert 1 <= len(slug) <= 60


@given(st.text(max_size=200))
def test_a_slug_is_its_own_slug(name: str) -> None:
    slug = rules.slugify(name)
    assert rules.slugify(slug) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Toko Maju Jaya", "toko-maju-jaya"),
        ("  Café & Crème!! ", "cafe-dan-creme"),
        ("东京", "toko"),
        ("", "toko"),
        ("a" * 59 + " b", "a" * 59),
        ("STRAẞE 7", "strasse-7"),
    ],
)
def test_slugs_of_names(name: str, slug: str) -> None:
    assert rules.slugify(name) == slug


@given(st.lists(st.text(max_size=80), max_size=30), st.sets(st.sampled_from(["toko", "toko-2", "a", "b", "a-2"])))
def test_chosen_slugs_are_valid_and_differ_from_each_other_and_from_taken_ones(names: list[str], taken: set[str]) -> None:
    chosen = rules.choose_slugs(names, taken)
    assert len(chosen) == len(names)
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & taken
    assert all(SLUG.fullmatch(slug) and len(slug) <= 60 for slug in chosen)


def test_numbers_are_given_in_order_and_long_names_make_room() -> None:
    assert rules.choose_slugs(["Toko A", "toko a", "TOKO  A"], {"toko-a-2"}) == ["toko-a", "toko-a-3", "toko-a-4"]
    assert rules.choose_slugs(["x" * 70], {"x" * 60}) == ["x" * 58 + "-2"]


def test_first_forms_are_the_slug_itself_and_its_numbers() -> None:
    assert rules.first_forms("toko", 3) == {"toko", "toko-2", "toko-3"}
