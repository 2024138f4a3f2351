"""A table of a page as CSV (RFC 4180, UTF-8 with BOM, so that spreadsheets read it); rows are streamed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import AsyncIterator, Sequence

from litestar.response import Stream

from padu.kernel.money import Money

# Quotes before the sign count as nothing: doubled in the file, they vanish where it is taken apart by another separator.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=\"*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")

Cell = str | int | Money | dt.date | dt.datetime | None


def export_csv(name: str, columns: Sequence[str], rows: AsyncIterator[Sequence[Cell]]) -> Stream:
    """An answer that is saved under `name`.csv."""

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + csv_line(columns)
        async for row in rows:
            yield csv_line([write_cell(cell) for cell in row])

    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return Stream(lines(), media_type="text/csv", headers=headers)


def write_cell(cell: Cell) -> str:
    """A cell's text: amounts in whole rupiah, times in UTC.

    What a spreadsheet would run as a formula gets an apostrophe before it: at the beginning, and behind whatever some of them take for
    the end of a cell (where a comma is a decimal sign, as in Indonesia, a semicolon is).
    """
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return str(cell.rupiah)
    if isinstance(cell, dt.datetime):
        return cell.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(cell, int | dt.date):
        return str(cell)
    return _FORMULA.sub("'", cell)


def csv_line(cells: Sequence[str]) -> str:
    """One CSV line, quoted where needed."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
