"""Reads platforms' exports into canonical records and keeps them until they are merged.

Invariants: every row of every file is part of a record, of the quarantine, or says that it holds none; a file is kept whole
or not at all; buyers' names, telephone numbers and street addresses never enter a record.
Tables owned: merge.source_file, merge.source_record, merge.quarantine. Events told: none yet.
"""

from padu.merge.sources import categories
from padu.merge.sources.catalogue import Catalogue, CatalogueRow, RefusedRow, read_catalogue
from padu.merge.sources.find_files import IMPORT_KINDS, discover
from padu.merge.sources.queries import QuarantinedRow, count_codes, page_quarantine, stream_quarantine
from padu.merge.sources.read_file import digest, read
from padu.merge.sources.store import (
    ReadFile,
    keep_files,
    load_by_ids,
    load_records,
    platforms_of,
    quarantined_sellers,
    seller_of,
    set_duplicates_apart,
    staged_files,
    staged_keys,
)
from padu.merge.sources.types import SourceFile

__all__ = [
    "IMPORT_KINDS",
    "Catalogue",
    "CatalogueRow",
    "QuarantinedRow",
    "ReadFile",
    "RefusedRow",
    "SourceFile",
    "categories",
    "count_codes",
    "digest",
    "discover",
    "keep_files",
    "load_by_ids",
    "load_records",
    "page_quarantine",
    "platforms_of",
    "quarantined_sellers",
    "read",
    "read_catalogue",
    "seller_of",
    "set_duplicates_apart",
    "staged_files",
    "staged_keys",
    "stream_quarantine",
]
