"""What matching says of two platforms' records."""

from __future__ import annotations

import msgspec

from padu.engines.linkage import Progress
from padu.merge.sources.types import Kind

__all__ = ["MatchResult", "MatchRules", "PairFinding", "Progress", "Quality"]


class MatchRules(msgspec.Struct, frozen=True, kw_only=True):
    """From which probability a pair may be merged, and from which a person is asked.

    `accept`: a wrong merge mixes two people's shops and stock and is hard to undo, a missed one costs a click; so only what is
        wrong in fewer than one case in ten by the model's own reckoning, in practice about one in a hundred, is merged unasked.
    `review`: below evens a counterpart is likelier wrong than right, and asking would cost more than it saves.
    `overlap_probability`: how sure two listings must be the same, by title alone, to count towards their shops' overlap.
    `learn`: whether the weights are fitted to the records; without it the shipped ones are used.
    """

    accept: float = 0.9
    review: float = 0.5
    overlap_probability: float = 0.5
    learn: bool = True


class PairFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A social record's best counterpart on the marketplace, how probable it is (0 to 1), and why."""

    kind: Kind
    left_id: str
    right_id: str
    probability: float
    evidence: dict[str, float | str]


class MatchResult(msgspec.Struct, frozen=True, kw_only=True):
    """Findings at or above `MatchRules.review`, at most one a record on either side, ordered by left id.

    A seller's evidence names the next best counterpart as `runner_up` and its probability as `runner_up_probability`.
    """

    sellers: list[PairFinding]
    listings: list[PairFinding]


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How findings compare with the truth: shares from 0 to 1, and the counts behind them."""

    precision: float
    recall: float
    f1: float
    true_positive: int
    found: int
    true: int
