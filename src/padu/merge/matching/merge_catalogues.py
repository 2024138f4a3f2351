"""Any two catalogues: which products of the left are already in the right, and what becomes of every row of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

import msgspec

from padu.engines.linkage import ArrowTable, MatchOptions, arrow_table, ignore, match_catalogues
from padu.kernel.errors import PaduError
from padu.merge.matching.types import MatchRules, Progress
from padu.merge.sources import Catalogue, CatalogueRow

Side = Literal["left", "right"]


class RowAction(StrEnum):
    """What becomes of a row: the right catalogue stands, the left is taken in."""

    CREATE = "create"
    MERGE = "merge"
    ASK = "ask"
    KEEP = "keep"
    QUARANTINED = "quarantined"


class PlannedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of either catalogue and what becomes of it. `row` is its place in its file."""

    side: Side
    row: int
    id: str
    title: str
    action: RowAction
    counterpart: str = ""
    counterpart_title: str = ""
    probability: float | None = None
    reason: str


class ScoredPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two rows that were compared; `is_match` where they are each other's best and likelier the same than not."""

    id_left: str
    id_right: str
    probability: float
    is_match: bool


class CatalogueMerge(msgspec.Struct, frozen=True, kw_only=True):
    """The plan, row by row in the order of the files, left first, and every pair that was compared."""

    rules: MatchRules
    rows: list[PlannedRow]
    pairs: list[ScoredPair]
    blank: dict[str, int]

    def count(self) -> dict[str, dict[str, int]]:
        """How many rows of each side stand under each action, and `rows`, their sum."""
        counted = Counter((row.side, row.action) for row in self.rows)
        found: dict[str, dict[str, int]] = {}
        for side, actions in (("left", _LEFT_ACTIONS), ("right", _RIGHT_ACTIONS)):
            found[side] = {action.value: counted[side, action] for action in actions}
            found[side]["rows"] = sum(found[side].values())
        return found


_LEFT_ACTIONS = (RowAction.CREATE, RowAction.MERGE, RowAction.ASK, RowAction.QUARANTINED)
_RIGHT_ACTIONS = (RowAction.KEEP, RowAction.QUARANTINED)


def merge_catalogues(left: Catalogue, right: Catalogue, *, rules: MatchRules | None = None, progress: Progress = ignore) -> CatalogueMerge:
    """Plan to take `left` into `right`: each readable left row is merged, asked about or created; right rows are kept.

    A row has at most one counterpart. Prices are compared only in the currency that both sides use most.
    """
    rules = rules or MatchRules()
    if not 0 <= rules.review <= rules.accept <= 1:
        what = f"a person cannot be asked from {rules.review} on if rows are merged from {rules.accept} on"
        raise PaduError("matching.thresholds", what, todo="give 0 <= review <= accept <= 1")
    pairs = _compare(left.rows, right.rows, rules, progress)
    best = {pair.id_left: pair for pair in pairs if pair.is_match and pair.probability >= rules.review}
    taken = {pair.id_right: pair for pair in best.values()}
    titles = ({row.id: row.title for row in left.rows}, {row.id: row.title for row in right.rows})
    rows = [_left(row, best.get(row.id), titles[1], rules) for row in left.rows] + _refused("left", left)
    rows += [_right(row, taken.get(row.id), titles[0], rules) for row in right.rows] + _refused("right", right)
    rows.sort(key=lambda row: (row.side, row.row))
    return CatalogueMerge(rules=rules, rows=rows, pairs=pairs, blank={"left": left.blank, "right": right.blank})


def _compare(left: Sequence[CatalogueRow], right: Sequence[CatalogueRow], rules: MatchRules, progress: Progress) -> list[ScoredPair]:
    if not left or not right:
        return []
    currency = _common_currency(left, right)
    options = MatchOptions(threshold=min(rules.review, 0.5), learn=rules.learn)
    table = match_catalogues(_table(left, currency), _table(right, currency), options=options, progress=progress)
    pairs = msgspec.convert(table.to_pylist(), list[ScoredPair])
    return [
        msgspec.structs.replace(pair, is_match=pair.is_match and pair.probability >= 0.5) if pair.probability < rules.review else pair
        for pair in pairs
    ]


def _common_currency(left: Sequence[CatalogueRow], right: Sequence[CatalogueRow]) -> str:
    """The currency most prices of both sides are in; the empty one is that of prices that name none."""
    counts = [Counter(row.currency for row in rows if row.price is not None) for rows in (left, right)]
    return max(sorted(counts[0] | counts[1]), key=lambda currency: min(counts[0][currency], counts[1][currency]), default="")


def _table(rows: Sequence[CatalogueRow], currency: str) -> ArrowTable:
    return arrow_table(
        {
            "id": ("text", [row.id for row in rows]),
            "title": ("text", [row.title for row in rows]),
            "price": ("real", [float(row.price) if row.price is not None and row.currency == currency else None for row in rows]),
            "brand": ("text", [row.brand for row in rows]),
            "description": ("text", [row.description for row in rows]),
            "references": ("text", [row.barcode.replace(" ", "") for row in rows]),
        }
    )


def _left(row: CatalogueRow, pair: ScoredPair | None, titles: dict[str, str], rules: MatchRules) -> PlannedRow:
    if pair is None:
        reason = f"no row of the other catalogue is the same with a probability of at least {rules.review:g}"
        return PlannedRow(side="left", row=row.row, id=row.id, title=row.title, action=RowAction.CREATE, reason=reason)
    sure = pair.probability >= rules.accept
    reason = (
        f"the same product, {pair.probability:.3f} is at least {rules.accept:g}"
        if sure
        else f"perhaps the same product, {pair.probability:.3f}: a person must look"
    )
    return PlannedRow(
        side="left",
        row=row.row,
        id=row.id,
        title=row.title,
        action=RowAction.MERGE if sure else RowAction.ASK,
        counterpart=pair.id_right,
        counterpart_title=titles[pair.id_right],
        probability=pair.probability,
        reason=reason,
    )


def _right(row: CatalogueRow, pair: ScoredPair | None, titles: dict[str, str], rules: MatchRules) -> PlannedRow:
    told = "nothing was merged into it"
    if pair is not None:
        told = (
            "the counterpart is merged into it"
            if pair.probability >= rules.accept
            else "perhaps the counterpart is the same: a person must look"
        )
    return PlannedRow(
        side="right",
        row=row.row,
        id=row.id,
        title=row.title,
        action=RowAction.KEEP,
        counterpart=pair.id_left if pair else "",
        counterpart_title=titles[pair.id_left] if pair else "",
        probability=pair.probability if pair else None,
        reason=f"stands as it is; {told}",
    )


def _refused(side: Side, catalogue: Catalogue) -> list[PlannedRow]:
    return [
        PlannedRow(side=side, row=row.at.row, id=row.id, title="", action=RowAction.QUARANTINED, reason=f"{row.code}: {row.reason}")
        for row in catalogue.quarantined
    ]
