"""Measure a run's matching against a known truth."""

from __future__ import annotations

import csv
from pathlib import Path
from uuid import UUID

import msgspec

from padu.merge import plan
from padu.merge.sources.types import Kind
from padu.platform.unit_of_work import UnitOfWork

_FILES = {Kind.SELLER: "sellers.csv", Kind.LISTING: "listings.csv"}


class KindQuality(msgspec.Struct, frozen=True):
    """Automatic merges against the truth; `recall_with_review` also counts the true pairs that a person is asked about.

    `true` counts the pairs that could be merged at all: a record that a rule turned away (deleted, blocked) was never matched.
    """

    precision: float
    recall: float
    recall_with_review: float
    found: int
    true: int


async def score_run(uow: UnitOfWork, run_id: UUID, truth: Path) -> dict[str, KindQuality]:
    """Precision and recall of sellers and listings; `truth` holds `sellers.csv` and `listings.csv` with social_id and market_id."""
    quality: dict[str, KindQuality] = {}
    for kind, name in _FILES.items():
        with (truth / name).open(encoding="utf-8", newline="") as file:
            true = {(row["social_id"], row["market_id"]) for row in csv.DictReader(file)}
        pairs = await plan.load_pairs(uow, run_id, kind)
        turned_away = await plan.load_rejected(uow, run_id, kind)
        true = {pair for pair in true if pair[0] not in turned_away}
        merged = {(left, right) for left, right, action in pairs if action == plan.Action.MERGE}
        asked = {(left, right) for left, right, action in pairs if action == plan.Action.ASK}
        quality[f"{kind}s"] = KindQuality(
            precision=round(len(merged & true) / max(1, len(merged)), 4),
            recall=round(len(merged & true) / max(1, len(true)), 4),
            recall_with_review=round(len((merged | asked) & true) / max(1, len(true)), 4),
            found=len(merged),
            true=len(true),
        )
    return quality
