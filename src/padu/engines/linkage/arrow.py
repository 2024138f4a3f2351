"""The one file that touches pyarrow and DuckDB's Arrow exchange, neither of which says its types."""
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import duckdb
import pyarrow as pa
from pyarrow import parquet

from padu.engines.linkage.types import ArrowTable

_KINDS = {"text": pa.string(), "whole": pa.int64(), "real": pa.float64(), "truth": pa.bool_()}


def arrow_table(columns: Mapping[str, tuple[str, Sequence[object]]]) -> ArrowTable:
    """A table of named columns, each with its kind (`text`, `whole`, `real`, `truth`) and its values; None is a missing value."""
    return cast("ArrowTable", pa.table({name: pa.array(list(values), type=_KINDS[kind]) for name, (kind, values) in columns.items()}))


def store(connection: duckdb.DuckDBPyConnection, name: str, table: ArrowTable) -> None:
    """Copy an Arrow table into a DuckDB table of that name."""
    connection.register("incoming", table)
    connection.execute(f"create or replace table {name} as select * from incoming")  # noqa: S608 - names are our own
    connection.unregister("incoming")


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> ArrowTable:
    """What a query gives, as an Arrow table."""
    return cast("ArrowTable", connection.sql(query).to_arrow_table())


def write_parquet(table: ArrowTable, path: Path) -> None:
    """Write a table as a Parquet file."""
    parquet.write_table(table, path)
