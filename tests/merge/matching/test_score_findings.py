from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from padu.merge.matching import PairFinding, score
from padu.merge.sources.types import Kind


def finding(left: str, right: str, probability: float = 1.0) -> PairFinding:
    return PairFinding(kind=Kind.LISTING, left_id=left, right_id=right, probability=probability, evidence={})


def test_precision_recall_and_f1_are_what_they_are_called() -> None:
    quality = score(
        [finding("a", "1"), finding("b", "9"), finding("c", "3", 0.4)], {("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")}, threshold=0.5
    )
    assert (quality.precision, quality.recall, quality.true_positive, quality.found, quality.true) == (0.5, 0.25, 1, 2, 4)
    assert abs(quality.f1 - 1 / 3) < 1e-12


PAIRS = st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234")))


@given(PAIRS, PAIRS)
def test_shares_stay_between_0_and_1_and_a_perfect_answer_is_1(said: set[tuple[str, str]], truth: set[tuple[str, str]]) -> None:
    quality = score([finding(*pair) for pair in said], truth)
    assert 0 <= quality.precision <= 1
    assert 0 <= quality.recall <= 1
    assert (quality.precision == quality.recall == 1) == (said == truth or (not said and not truth))
