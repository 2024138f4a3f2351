"""Accounts for the rows of tables that hold parts of other records: items, payments, customers' areas, category names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from padu.merge.sources.olist.read_tables import COLUMNS, order_customers, order_ids
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import no_record
from padu.merge.sources.read_table import Row, open_table
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile


def read_items(file: SourceFile) -> Iterator[ReadOutcome]:
    """Items are lines of their orders."""
    return _read_parts(file, "order_items", "order_id", order_ids, "items are read as lines of their orders")


def read_payments(file: SourceFile) -> Iterator[ReadOutcome]:
    """Payments are checked against their orders' totals."""
    return _read_parts(file, "order_payments", "order_id", order_ids, "payments are checked against the totals of their orders")


def read_customers(file: SourceFile) -> Iterator[ReadOutcome]:
    """Of a customer only the city is read, as the order's destination."""
    return _read_parts(file, "customers", "customer_id", order_customers, "of a customer only the city is read, with the order")


def read_category_names(file: SourceFile) -> Iterator[ReadOutcome]:
    """Translations name the products' categories."""
    return _read_parts(file, "category_translation", "product_category_name", None, "translations are read with the products")


def _read_parts(file: SourceFile, table: str, key: str, owners: Callable[[Path], frozenset[str]] | None, why: str) -> Iterator[ReadOutcome]:
    """Skip the rows whose owner is there, with one outcome for all, and refuse those that belong to nothing."""
    outcomes = Outcomes(file, Kind.ORDER)
    reached, parts = 0, 0
    try:
        with open_table(file.path, required=COLUMNS[table]) as opened:
            known = owners(file.path.parent) if owners else None
            for row in opened.rows:
                reached = row.number
                if not isinstance(row, Row):
                    yield no_record(outcomes, row)
                elif known is None or row[key] in known:
                    parts += 1
                else:
                    orphan = Refusal("order.unknown", f"no order of this export has the {key} {say(row[key])}", field=key, value=row[key])
                    yield outcomes.refused(orphan, row.number)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, reached and reached + 1)
    if parts:
        yield outcomes.skipped(2, why, rows=parts)
