from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from padu.market.reviews import StarSum, add_stars, average

stars = st.lists(st.integers(1, 5), max_size=50)


@given(stars, stars)
def test_stars_added_in_two_batches_are_stars_added_in_one(first: list[int], second: list[int]) -> None:
    assert add_stars(add_stars(StarSum(), first), second) == add_stars(StarSum(), first + second)


@given(stars)
def test_an_average_lies_between_the_worst_and_the_best(given_stars: list[int]) -> None:
    mean = average(add_stars(StarSum(), given_stars))
    if not given_stars:
        assert mean is None
    else:
        assert mean is not None
        assert min(given_stars) <= mean <= max(given_stars)


def test_an_average_is_rounded_half_up() -> None:
    assert average(add_stars(StarSum(), [5, 4, 4, 4])) == Decimal("4.3")
