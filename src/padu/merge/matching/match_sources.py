"""Which social sellers and listings are already on the marketplace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from padu.engines.linkage import ArrowTable, MatchOptions, arrow_table, assign_one_to_one, ignore, match_catalogues, match_sellers
from padu.merge.matching.describe import listing_table, seller_table
from padu.merge.matching.types import MatchResult, MatchRules, PairFinding, Progress
from padu.merge.sources.types import Kind, SourceListing, SourceSeller

_CURRENCY = "IDR"
_OVERLAP_CANDIDATES = 8  # of each listing among everybody's: enough that its own shop is among them


class _Pair(msgspec.Struct, frozen=True):
    """A row of linkage's result."""

    id_left: str
    id_right: str
    probability: float
    is_match: bool


def match_sources(  # noqa: PLR0913 - two platforms, each with sellers and listings
    social_sellers: Sequence[SourceSeller],
    social_listings: Sequence[SourceListing],
    market_sellers: Sequence[SourceSeller],
    market_listings: Sequence[SourceListing],
    *,
    rules: MatchRules | None = None,
    progress: Progress = ignore,
) -> MatchResult:
    """Match sellers by name, place, telephone number and what they sell; then listings inside matched sellers only.

    Two shops that carry the same goods and a similar sign are one; two that carry the same goods alone are rivals, and
    their listings are never compared. Gives findings of at least `rules.review`. Ids must be unique within each sequence.
    """
    rules = rules or MatchRules()
    if not social_sellers or not market_sellers:
        return MatchResult(sellers=[], listings=[])
    social, market = listing_table(social_listings, _CURRENCY), listing_table(market_listings, _CURRENCY)
    overlap = _overlap(social_listings, market_listings, rules, progress)
    sellers = _sellers(
        seller_table(social_sellers, social_listings), seller_table(market_sellers, market_listings), overlap, rules, progress
    )
    together = arrow_table(
        {
            "group_left": ("text", [finding.left_id for finding in sellers]),
            "group_right": ("text", [finding.right_id for finding in sellers]),
        }
    )
    if not sellers or not social_listings or not market_listings:
        return MatchResult(sellers=sellers, listings=[])
    options = MatchOptions(threshold=rules.review, learn=rules.learn)
    rows = match_catalogues(social, market, within=together, options=options, progress=progress).to_pylist()
    return MatchResult(sellers=sellers, listings=[_finding(Kind.LISTING, row) for row in rows if row["is_match"]])


def _overlap(
    social_listings: Sequence[SourceListing], market_listings: Sequence[SourceListing], rules: MatchRules, progress: Progress
) -> ArrowTable:
    """For each two shops the share of the smaller catalogue that has a strong counterpart in the other."""
    if not social_listings or not market_listings:
        return arrow_table({"id_left": ("text", []), "id_right": ("text", []), "overlap": ("real", [])})
    # Titles and prices suffice for a share of a catalogue; descriptions would double the time.
    social, market = (listing_table(listings, _CURRENCY, described=False) for listings in (social_listings, market_listings))
    options = MatchOptions(threshold=rules.overlap_probability, learn=False, one_to_one=False, candidates=_OVERLAP_CANDIDATES)
    pairs = msgspec.convert(match_catalogues(social, market, options=options, progress=progress).to_pylist(), list[_Pair])
    seller_of_social = {listing.source_id: listing.seller_id for listing in social_listings}
    seller_of_market = {listing.source_id: listing.seller_id for listing in market_listings}
    strong: dict[tuple[str, str], list[tuple[float, str, str]]] = {}
    for pair in pairs:
        if pair.is_match:
            shops = (seller_of_social[pair.id_left], seller_of_market[pair.id_right])
            strong.setdefault(shops, []).append((pair.probability, pair.id_left, pair.id_right))
    sizes = (Counter(seller_of_social.values()), Counter(seller_of_market.values()))
    shared = {shops: len(assign_one_to_one(found)) / min(sizes[0][shops[0]], sizes[1][shops[1]]) for shops, found in sorted(strong.items())}
    return arrow_table(
        {
            "id_left": ("text", [left for left, _ in shared]),
            "id_right": ("text", [right for _, right in shared]),
            "overlap": ("real", list(shared.values())),
        }
    )


def _sellers(left: ArrowTable, right: ArrowTable, overlap: ArrowTable, rules: MatchRules, progress: Progress) -> list[PairFinding]:
    options = MatchOptions(threshold=rules.review, learn=rules.learn)
    rows = match_sellers(left, right, overlap=overlap, options=options, progress=progress).to_pylist()
    best_of: dict[str, list[tuple[float, str]]] = {}
    for row in rows:
        pair = msgspec.convert(row, _Pair)
        best_of.setdefault(pair.id_left, []).append((pair.probability, pair.id_right))
    findings: list[PairFinding] = []
    for row in rows:
        if row["is_match"]:
            finding = _finding(Kind.SELLER, row)
            others = [(probability, right_id) for probability, right_id in best_of[finding.left_id] if right_id != finding.right_id]
            if others:
                probability, right_id = max(others, key=lambda other: (other[0], other[1]))
                finding.evidence.update(runner_up=right_id, runner_up_probability=probability)
            findings.append(finding)
    return findings


_NOT_EVIDENCE = frozenset({"id_left", "id_right", "probability", "is_match"})


def _finding(kind: Kind, row: Mapping[str, object]) -> PairFinding:
    pair = msgspec.convert(row, _Pair)
    evidence = {
        name: round(float(value), 4) for name, value in row.items() if name not in _NOT_EVIDENCE and isinstance(value, (int, float))
    }
    return PairFinding(kind=kind, left_id=pair.id_left, right_id=pair.id_right, probability=pair.probability, evidence={**evidence})
