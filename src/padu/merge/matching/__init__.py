"""Matching: which records of two sources are the same seller, the same listing, the same product.

Pure: canonical records in, findings with their probability and evidence out; it owns no table and tells no event.
Invariants: a record has at most one counterpart; a listing's counterpart belongs to its seller's counterpart; the same records
give the same findings.
"""

from padu.merge.matching.match_sources import match_sources
from padu.merge.matching.merge_catalogues import CatalogueMerge, PlannedRow, RowAction, ScoredPair, merge_catalogues
from padu.merge.matching.score import score
from padu.merge.matching.types import MatchResult, MatchRules, PairFinding, Progress, Quality
from padu.merge.matching.write_plan import write_plan

__all__ = [
    "CatalogueMerge",
    "MatchResult",
    "MatchRules",
    "PairFinding",
    "PlannedRow",
    "Progress",
    "Quality",
    "RowAction",
    "ScoredPair",
    "match_sources",
    "merge_catalogues",
    "score",
    "write_plan",
]
