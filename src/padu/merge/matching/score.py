"""Findings against a known truth."""

from __future__ import annotations

from collections.abc import Iterable

from padu.merge.matching.types import PairFinding, Quality


def score(found: Iterable[PairFinding], truth: set[tuple[str, str]], *, threshold: float = 0.0) -> Quality:
    """Precision, recall and F1 of the findings of at least `threshold` against true pairs of (left id, right id).

    Where nothing was found precision is 1 (nothing wrong was said); where there is no truth recall is 1.
    """
    said = {(finding.left_id, finding.right_id) for finding in found if finding.probability >= threshold}
    hit = len(said & truth)
    precision = hit / len(said) if said else 1.0
    recall = hit / len(truth) if truth else 1.0
    both = precision + recall
    return Quality(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / both if both else 0.0,
        true_positive=hit,
        found=len(said),
        true=len(truth),
    )
