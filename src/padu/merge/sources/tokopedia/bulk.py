"""Reads the bulk product spreadsheet ("tambah sekaligus"): one row, one listing with one SKU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from padu.merge.sources.check_numbers import MAX_BULK_UNITS, Cell, cell_price, units, whole
from padu.merge.sources.check_text import choice, clean, first_time, single_line, title
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_workbook import CellValue, open_sheet
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import (
    Accepted,
    Kind,
    ListingStatus,
    Platform,
    Quarantined,
    ReadOutcome,
    SourceFile,
    SourceListing,
    SourceSku,
    SourceStock,
)

SHEET = "ISI Template Impor Produk"
REQUIRED = ("Nama Produk", "SKU Name", "Status", "Jumlah Stok", "Harga (Rp)")
# The template may carry instructions above its header.
_HEADER_WITHIN = 10
_STATUSES = {
    "aktif": ListingStatus.ACTIVE,
    "nonaktif": ListingStatus.INACTIVE,
    "tidak aktif": ListingStatus.INACTIVE,
    "": ListingStatus.ACTIVE,
}
_CONDITIONS = {"baru": "new", "bekas": "used", "": "new"}
_MAX_SKU = 100


def read_bulk(file: SourceFile) -> Iterator[ReadOutcome]:
    """One listing per row below the header. Its stock names no warehouse: it lies in the shop's default one."""
    outcomes = Outcomes(file, Kind.LISTING)
    columns: Mapping[str, int] | None = None
    seen: set[str] = set()
    row = 0
    try:
        for cells in open_sheet(file.path, SHEET):
            row += 1
            if all(cell == "" for cell in cells):
                yield outcomes.skipped(row, "a blank row")
            elif columns is None:
                columns = _header(cells, row)
                if columns is None:
                    yield outcomes.skipped(row, "a row of instructions above the header")
            else:
                yield _read_row(outcomes, _Cells(cells, columns, row), seen)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, row)
        return
    if columns is None:
        yield outcomes.unreadable(Refusal("file.empty", f'the sheet "{SHEET}" is empty'))


def _header(cells: Sequence[CellValue], row: int) -> Mapping[str, int] | None:
    columns: dict[str, int] = {}
    for position, cell in enumerate(cells):
        columns.setdefault(single_line(str(cell)).rstrip("* "), position)
    missing = [name for name in REQUIRED if name not in columns]
    if not missing:
        return columns
    if len(missing) == len(REQUIRED) and row < _HEADER_WITHIN:
        return None
    raise Refusal("header.missing_column", f'the header lacks "{missing[0]}"; use the template of 23 columns', field=missing[0])


class _Cells:
    """One row's cells by column name."""

    def __init__(self, cells: Sequence[CellValue], columns: Mapping[str, int], row: int) -> None:
        self._cells = cells
        self._columns = columns
        self.row = row

    def cell(self, column: str) -> Cell:
        position = self._columns.get(column)
        value = "" if position is None or position >= len(self._cells) else self._cells[position]
        if isinstance(value, (str, int, float)):
            return value
        raise Refusal(
            "cell.date", f"{say(str(value))} is a date where none belongs; format the cell as text", field=column, value=str(value)
        )

    def text(self, column: str) -> str:
        """The cell as text; a whole number loses the `.0` that spreadsheets keep."""
        value = self.cell(column)
        if isinstance(value, float) and abs(value) < 1e15 and value.is_integer():
            return str(int(value))
        return str(value)


def _read_row(outcomes: Outcomes, cells: _Cells, seen: set[str]) -> ReadOutcome:
    domain = outcomes.file.seller_id
    source_id = ""
    try:
        seller_sku = _seller_sku(cells)
        source_id = f"{domain}/{seller_sku or f'row-{cells.row}'}"
        listing = _convert(cells, source_id, seller_sku, domain)
        first_time(source_id, seen, "SKU Name")
    except Refusal as refusal:
        return outcomes.refused(refusal, cells.row, source_id=source_id)
    return outcomes.accepted(listing, cells.row)


def _seller_sku(cells: _Cells) -> str:
    seller_sku = single_line(cells.text("SKU Name"))
    if len(seller_sku) > _MAX_SKU:
        raise Refusal(
            "id.malformed", f"the SKU Name has {len(seller_sku)} characters, at most {_MAX_SKU} fit", field="SKU Name", value=seller_sku
        )
    return seller_sku


def _convert(cells: _Cells, source_id: str, seller_sku: str, domain: str) -> SourceListing:
    raw_status = single_line(cells.text("Status"))
    name = title(cells.text("Nama Produk"), "Nama Produk")
    cost = cell_price(cells.cell("Harga (Rp)"), "Harga (Rp)")
    count = units(cells.cell("Jumlah Stok"), "Jumlah Stok", most=MAX_BULK_UNITS)
    photos = (clean(cells.text(f"Foto Produk {number}")) for number in range(1, 6))
    return SourceListing(
        source_id=source_id,
        seller_id=domain,
        title=name,
        skus=(SourceSku(source_id=source_id, price=cost, seller_sku=seller_sku, stock=(SourceStock(warehouse_id="", units=count),)),),
        description=clean(cells.text("Deskripsi Produk")),
        category_id=single_line(cells.text("Kode Kategori")),
        condition=choice(single_line(cells.text("Kondisi")).lower(), _CONDITIONS, "Kondisi"),
        status=choice(raw_status.lower(), _STATUSES, "Status"),
        raw_status=raw_status,
        weight_grams=_optional(cells, "Berat (Gram)", 0, most=1_000_000),
        minimum_order=_optional(cells, "Minimum Pemesanan", 1, least=1, most=10_000),
        images=tuple(photo for photo in photos if photo),
        listing_platforms=("TOKOPEDIA",),
    )


def _optional(cells: _Cells, column: str, otherwise: int, *, least: int = 0, most: int) -> int:
    cell = cells.cell(column)
    return otherwise if cell == "" else whole(cell, column, least=least, most=most)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a shop's spreadsheet offers: the ids of all its rows, readable or not, and those of its readable listings by title."""

    ids: frozenset[str]
    by_title: Mapping[str, str]


def shelf(path: Path, domain: str) -> Shelf | None:
    """A shop's listings, for rows elsewhere that name a product; none where the spreadsheet is not there."""
    if not path.is_file():
        return None
    status = path.stat()
    return _shelf(path, domain, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _shelf(path: Path, domain: str, _changed: int, _size: int) -> Shelf:
    file = SourceFile(platform=Platform.TOKOPEDIA, reader="tokopedia.bulk", path=path, name=path.name, seller_id=domain)
    ids: set[str] = set()
    by_title: dict[str, str] = {}
    for outcome in read_bulk(file):
        if isinstance(outcome, Quarantined):
            ids.add(outcome.source_id)
        elif isinstance(outcome, Accepted) and isinstance(outcome.record, SourceListing):
            ids.add(outcome.record.source_id)
            by_title.setdefault(outcome.record.title, outcome.record.source_id)
    return Shelf(frozenset(ids), by_title)
