"""How much of a file we are willing to read at once, and why. Beyond these a file is refused, never half-read into memory."""

from __future__ import annotations

MEBIBYTE = 1 << 20

# A page of 100 products with 100 SKUs each and full descriptions is about 4 MiB; eight times that is nobody's honest page.
MAX_PAGE_BYTES = 32 * MEBIBYTE

# One product of 100 SKUs with a 10,000-character description is under 200 KiB as one JSON line; a review is far less.
MAX_LINE_BYTES = 4 * MEBIBYTE

# A quoted cell may hold line breaks (reviews do), but a quotation mark nobody closed must not swallow the rest of the file.
MAX_LINES_PER_RECORD = 400

# The widest export known has 65 columns. Python's own reader bounds a single cell at 131,072 characters.
MAX_COLUMNS = 1024

# Text compresses about tenfold, repetitive tables up to a hundredfold. Small files may exceed the ratio by chance.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 8 * MEBIBYTE

# What a compressed table may inflate to: read as a stream, so this bounds time (about 20 s), not memory.
MAX_STREAM_BYTES = 4096 * MEBIBYTE

# A workbook is parsed in memory. 300,000 rows of the bulk template stay below these.
MAX_WORKBOOK_BYTES = 64 * MEBIBYTE
MAX_WORKBOOK_INFLATED = 512 * MEBIBYTE
MAX_WORKBOOK_PARTS = 2000
MAX_WORKBOOK_CELLS = 8_000_000
MAX_WORKBOOK_TEXT = 512 * MEBIBYTE

# A catalogue's rows are held in memory to be matched: about a kibibyte each. A Parquet file can declare billions in a few bytes.
MAX_CATALOGUE_ROWS = 10_000_000

# Offending text is quoted back to a person; more than this helps nobody and could carry a whole file.
MAX_QUOTED = 200
