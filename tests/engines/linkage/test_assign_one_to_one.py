from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from padu.engines.linkage import assign_one_to_one

PAIRS = st.lists(
    st.tuples(st.sampled_from([0.2, 0.5, 0.5, 0.9, 1.0]), st.integers(0, 6), st.integers(0, 6)),
    max_size=40,
    unique_by=lambda pair: pair[1:],
)


@given(PAIRS, st.randoms())
def test_no_record_is_used_twice_and_the_order_of_arrival_does_not_matter(pairs: list[tuple[float, int, int]], random: Random) -> None:
    chosen = assign_one_to_one(pairs)
    assert len({left for left, _ in chosen}) == len(chosen)
    assert len({right for _, right in chosen}) == len(chosen)
    assert set(chosen) <= {(left, right) for _, left, right in pairs}
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert assign_one_to_one(shuffled) == chosen


@given(PAIRS)
def test_a_pair_is_left_out_only_for_one_at_least_as_sure(pairs: list[tuple[float, int, int]]) -> None:
    chosen = set(assign_one_to_one(pairs))
    sureness = {(left, right): sure for sure, left, right in pairs}
    for sure, left, right in pairs:
        if (left, right) not in chosen:
            assert any(sureness[taken] >= sure for taken in chosen if taken[0] == left or taken[1] == right)


def test_ties_are_settled_by_id() -> None:
    assert assign_one_to_one([(0.9, "b", "y"), (0.9, "a", "y"), (0.9, "a", "x")]) == [("a", "x"), ("b", "y")]
