"""Reads any catalogue of products: CSV, JSON lines, Parquet or XLSX, its columns found by name or as told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from padu.kernel.errors import PaduError
from padu.merge.sources.check_numbers import optional_decimal
from padu.merge.sources.check_text import clean, first_time, own_id, plain, single_line, title
from padu.merge.sources.read_catalogue_rows import Found, Raw, catalogue_rows
from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import Place

# What a column may be called, in Indonesian and English, compared without case, blanks and punctuation. The first hit counts.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "productid", "listingid", "itemid", "idproduk", "kodeproduk", "skuname", "sku", "kode", "asin"),
    "title": ("title", "name", "productname", "producttitle", "namaproduk", "nama", "judul", "judulproduk", "namabarang", "item"),
    "price": ("price", "harga", "hargarp", "hargajual", "saleprice", "unitprice", "priceidr", "amount"),
    "currency": ("currency", "matauang"),
    "brand": ("brand", "merek", "merk", "manufacturer", "produsen"),
    "description": ("description", "deskripsi", "deskripsiproduk", "keterangan", "detail"),
    "category": ("category", "kategori", "categoryname", "namakategori", "productcategory"),
    "seller": ("seller", "sellerid", "shop", "shopname", "toko", "namatoko", "penjual"),
    "barcode": ("barcode", "gtin", "ean", "upc", "isbn", "kodebatang"),
}
_MAX_TITLE = 2000
_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "Rp": "IDR", "Rp.": "IDR", "RP": "IDR", "rp": "IDR"}
_SIGN = re.compile(r"^(US\$|Rp\.?|RP|rp|[$€£]|[A-Z]{3})\s*(?=[0-9-])|\s*\b([A-Z]{3})$")
_BOTH_MARKS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")


class CatalogueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a catalogue. `row` is its place in the file; `price` is none where the file gives none."""

    row: int
    id: str
    title: str
    price: Decimal | None = None
    currency: str = ""
    brand: str = ""
    description: str = ""
    category: str = ""
    seller: str = ""
    barcode: str = ""


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that could not be read, with a stable code and a sentence that names file, row, field and value."""

    at: Place
    code: str
    reason: str
    value: str = ""
    id: str = ""


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """A catalogue as read. Its rows are `rows`, `quarantined` and `blank` together; `columns` says which column gave which field."""

    name: str
    columns: dict[str, str]
    rows: list[CatalogueRow]
    quarantined: list[RefusedRow]
    blank: int = 0


def read_catalogue(path: Path, mapping: Mapping[str, str] | None = None) -> Catalogue:
    """Read a catalogue; `mapping` names the column of a field, such as `{"title": "name", "price": "harga"}`.

    The kind of file is told by its name's ending (`.csv`, `.tsv`, `.jsonl`, `.ndjson`, each also `.gz`, `.parquet`, `.xlsx`).
    Rows that cannot be read are quarantined. Raises `PaduError` where the whole file cannot be read, it has no title column,
    or `mapping` names a field or a column that does not exist.
    """
    try:
        return _read(path, dict(mapping or {}))
    except Refusal as refusal:
        raise PaduError(refusal.code, refusal.why, where=str(path), todo="correct the file, then run again") from refusal
    except OSError as error:
        raise PaduError(
            "sources.unreadable",
            f"the file cannot be read: {error.strerror or error}",
            where=str(path),
            todo="check the path and its rights",
        ) from error


def _read(path: Path, mapping: Mapping[str, str]) -> Catalogue:
    with catalogue_rows(path) as found:
        columns = _columns(found, mapping)
        rows: list[CatalogueRow] = []
        quarantined: list[RefusedRow] = []
        seen: set[str] = set()
        blank = 0
        for raw in found.rows:
            if raw.cells is None:
                blank += raw.refusal is None
                if raw.refusal is not None:
                    quarantined.append(_refused(path, raw, raw.refusal, ""))
                continue
            try:
                rows.append(_convert(raw, columns, seen))
            except Refusal as refusal:
                quarantined.append(_refused(path, raw, refusal, str(raw.cells.get(columns.get("id", ""), ""))))
    return Catalogue(name=path.name, columns=dict(columns), rows=rows, quarantined=quarantined, blank=blank)


def _plain_name(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def _columns(found: Found, mapping: Mapping[str, str]) -> Mapping[str, str]:
    """Which column gives which field."""
    unknown = [field for field in mapping if field not in ALIASES]
    if unknown:
        raise PaduError("catalogue.unknown_field", f"there is no field {unknown[0]!r}", todo=f"use one of {', '.join(ALIASES)}")
    columns: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for column in found.columns:
        by_name.setdefault(_plain_name(column), column)
    for field, aliases in ALIASES.items():
        if field in mapping:
            wanted = mapping[field]
            exact = wanted if wanted in found.columns else by_name.get(_plain_name(wanted))
            if exact is None:
                raise Refusal("header.missing_column", f"there is no column {say(wanted)}{_has(found.columns)}", field=wanted)
            columns[field] = exact
        elif hit := next((by_name[alias] for alias in aliases if alias in by_name), None):
            columns[field] = hit
    if "title" not in columns:
        why = f"no column can be told to hold the titles{_has(found.columns)}; name it, such as title=nama"
        raise Refusal("header.missing_column", why, field="title")
    return columns


def _has(columns: Sequence[str]) -> str:
    return f" (the file has {', '.join(say(column) for column in columns[:12])})"


def _text(raw: Raw, columns: Mapping[str, str], field: str) -> str:
    column = columns.get(field)
    value = (raw.cells or {}).get(column) if column is not None else None
    if value is None or value != value:  # noqa: PLR0124 - an empty number is written as NaN, which differs from itself
        return ""
    if isinstance(value, float) and abs(value) < 1e15 and value.is_integer():
        return str(int(value))
    if isinstance(value, (str, int, float, Decimal)) and not isinstance(value, bool):
        return str(value)
    raise Refusal("cell.wrong_type", f"{say(value)} is neither text nor a number", field=column or field, value=value)


def _convert(raw: Raw, columns: Mapping[str, str], seen: set[str]) -> CatalogueRow:
    source_id = own_id(_text(raw, columns, "id"), columns["id"]) if "id" in columns else f"row-{raw.row}"
    name = title(_text(raw, columns, "title"), columns["title"], limit=_MAX_TITLE)
    cost, currency = _price(_text(raw, columns, "price"), columns.get("price", "price"))
    row = CatalogueRow(
        row=raw.row,
        id=source_id,
        title=name,
        price=cost,
        currency=clean(_text(raw, columns, "currency")).upper() or currency,
        brand=single_line(_text(raw, columns, "brand")),
        description=plain(_text(raw, columns, "description")),
        category=single_line(_text(raw, columns, "category")),
        seller=single_line(_text(raw, columns, "seller")),
        barcode=clean(_text(raw, columns, "barcode")),
    )
    first_time(source_id, seen, columns.get("id", "id"))
    return row


def _price(text: str, field: str) -> tuple[Decimal | None, str]:
    """A price with its currency where a sign names it. Marks that group or part digits are accepted only where both stand and tell."""
    value = text.strip()
    if not value:
        return None, ""
    currency = ""
    if match := _SIGN.search(value):
        sign = match[1] or match[2]
        currency = _SIGNS.get(sign, sign)
        value = (value[: match.start()] + value[match.end() :]).strip()
    if _BOTH_MARKS.fullmatch(value):
        whole, cents = re.split(r"[.,](?=[0-9]{1,2}$)", value)
        value = f"{re.sub('[.,]', '', whole)}.{cents}"
    # Without a sign the currency is not known, and cents are let be; only rupiah are held to be whole.
    return optional_decimal(value, currency or "XXX", field), currency


def _refused(path: Path, raw: Raw, refusal: Refusal, source_id: str) -> RefusedRow:
    field = f", {refusal.field}" if refusal.field else ""
    return RefusedRow(
        at=Place(file=path.name, row=raw.row, field=refusal.field),
        code=refusal.code,
        reason=f"{path.name}, row {raw.row}{field}: {refusal.why}",
        value=refusal.value,
        id=source_id[:200],
    )
