"""Turns a table's rows into outcomes where each row is one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from padu.merge.sources.check_text import first_time
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_table import BlankRow, BrokenRow, Row, open_table
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import ReadOutcome, SourceRecord


def read_rows(
    outcomes: Outcomes, convert: Callable[[Row], SourceRecord], required: Sequence[str], *, id_column: str
) -> Iterator[ReadOutcome]:
    """One record per row; `convert` may raise `Refusal`, which refuses that row alone."""
    seen: set[str] = set()
    reached = 0
    try:
        with open_table(outcomes.file.path, required=required) as table:
            for row in table.rows:
                reached = row.number
                if isinstance(row, Row):
                    yield _read_row(outcomes, row, convert, id_column, seen)
                else:
                    yield no_record(outcomes, row)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)


def no_record(outcomes: Outcomes, row: BrokenRow | BlankRow) -> ReadOutcome:
    """The outcome of a row that could not be split into cells, or holds none."""
    if isinstance(row, BlankRow):
        return outcomes.skipped(row.number, "a blank row")
    if row.refusal.code == "row.too_long":
        return outcomes.unreadable(row.refusal, row.number)
    return outcomes.refused(row.refusal, row.number)


def _read_row(outcomes: Outcomes, row: Row, convert: Callable[[Row], SourceRecord], id_column: str, seen: set[str]) -> ReadOutcome:
    try:
        record = convert(row)
        first_time(record.source_id, seen, id_column)
    except Refusal as refusal:
        return outcomes.refused(refusal, row.number, source_id=row[id_column])
    return outcomes.accepted(record, row.number)
