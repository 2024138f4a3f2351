"""Reads Olist's sellers. The publishers removed their names."""

from __future__ import annotations

from collections.abc import Iterator

from padu.merge.sources.check_text import clean, own_id, single_line
from padu.merge.sources.olist.read_tables import COLUMNS
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_rows import read_rows
from padu.merge.sources.read_table import Row
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile, SourceSeller


def read_sellers(file: SourceFile) -> Iterator[ReadOutcome]:
    """One seller per row."""
    return read_rows(Outcomes(file, Kind.SELLER), _convert, COLUMNS["sellers"], id_column="seller_id")


def _convert(row: Row) -> SourceSeller:
    source_id = own_id(row["seller_id"], "seller_id")
    return SourceSeller(
        source_id=source_id,
        name=f"Olist seller {source_id[:8]}",
        region="BR",
        province=single_line(row["seller_state"]),
        city=single_line(row["seller_city"]),
        postal_code=clean(row["seller_zip_code_prefix"]),
    )
