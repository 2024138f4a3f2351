from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from padu.kernel.errors import PaduError
from padu.merge.sources import Catalogue, read_catalogue

COLUMNS = ["Kode", "Nama Produk", "Harga (Rp)", "Merek", "Deskripsi"]
ROWS = [["A1", "Kopi Gayo 250 g", "85000", "Gayo", "Arabika"], ["A2", "Teh Melati", "12500", "", ""]]


def write(folder: Path, ending: str) -> Path:
    path = folder / f"katalog{ending}"
    lines = [COLUMNS, *ROWS]
    if ending == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, (code, name, cost, *rest) in enumerate(ROWS, 1):
                sheet.write_row(at, 0, [code, name, int(cost), *rest])
            sheet.write_row(0, 0, COLUMNS)
    elif ending == ".parquet":
        pq.write_table(pa.table({column: [row[at] for row in ROWS] for at, column in enumerate(COLUMNS)}), path)
    elif ".jsonl" in ending:
        text = "".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in ROWS).encode()
        path.write_bytes(gzip.compress(text) if ending.endswith(".gz") else text)
    else:
        delimiter = {".csv": ";", ".csv.gz": ",", ".tsv": "\t"}[ending]
        text = ("\ufeff" + "\r\n".join(delimiter.join(row) for row in lines)).encode()
        path.write_bytes(gzip.compress(text) if ending.endswith(".gz") else text)
    return path


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".tsv", ".jsonl", ".jsonl.gz", ".parquet", ".xlsx"])
def test_every_kind_of_file_gives_the_same_catalogue(tmp_path: Path, ending: str) -> None:
    catalogue = read_catalogue(write(tmp_path, ending))
    assert [(row.id, row.title, row.price, row.brand, row.description) for row in catalogue.rows] == [
        ("A1", "Kopi Gayo 250 g", Decimal(85000), "Gayo", "Arabika"),
        ("A2", "Teh Melati", Decimal(12500), "", ""),
    ]
    assert catalogue.columns == dict(zip(("id", "title", "price", "brand", "description"), COLUMNS, strict=True))
    assert not catalogue.quarantined


def read_text(folder: Path, text: str, mapping: dict[str, str] | None = None, name: str = "k.csv") -> Catalogue:
    path = folder / name
    path.write_text(text)
    return read_catalogue(path, mapping)


def test_columns_may_be_named(tmp_path: Path) -> None:
    catalogue = read_text(tmp_path, "x,y,z\n1,Kopi,9.99\n", {"title": "y", "price": "Z"})
    assert [(row.id, row.title, row.price) for row in catalogue.rows] == [("row-2", "Kopi", Decimal("9.99"))]


def test_rows_that_cannot_be_read_are_quarantined_with_row_field_and_value(tmp_path: Path) -> None:
    text = 'id,name,price\n1,Kopi,"12,500"\n2,,5\n3,Teh,murah\n4,Gula,\n4,Garam,\n5,a,b,c\n\n6,Beras,-3\n'
    catalogue = read_text(tmp_path, text)
    assert [row.id for row in catalogue.rows] == ["4"]
    assert [(row.code, row.at.row, row.at.field, row.value) for row in catalogue.quarantined] == [
        ("price.comma", 2, "price", "12,500"),
        ("title.missing", 3, "name", ""),
        ("price.unreadable", 4, "price", "murah"),
        ("id.duplicate", 6, "id", "4"),
        ("row.wrong_width", 7, "", "4"),
        ("price.negative", 9, "price", "-3"),
    ]
    assert catalogue.quarantined[0].reason.startswith("k.csv, row 2, price: ")
    assert len(catalogue.rows) + len(catalogue.quarantined) + catalogue.blank == 8


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("$58.00", "58.00", "USD"),
        ("Rp 85000", "85000", "IDR"),
        ("85000 IDR", "85000", "IDR"),
        ("$1,299.00", "1299.00", "USD"),
        ("1.299.000,50", "1299000.50", ""),
        ("", None, ""),
    ],
)
def test_prices_are_read_where_they_can_mean_one_thing_only(tmp_path: Path, text: str, price: str | None, currency: str) -> None:
    (row,) = read_text(tmp_path, json.dumps({"title": "Kopi", "price": text}) + "\n", name="k.jsonl").rows
    assert (row.price, row.currency) == (None if price is None else Decimal(price), currency)


@pytest.mark.parametrize("text", ["1,299", "Rp85.000", "12,5", "5 rb", "1.2.3"])
def test_prices_that_could_mean_two_things_are_refused(tmp_path: Path, text: str) -> None:
    (refused,) = read_text(tmp_path, json.dumps({"title": "Kopi", "price": text}) + "\n", name="k.jsonl").quarantined
    assert refused.code in {"price.comma", "price.unreadable"}


def test_json_lines_that_are_broken_cost_only_themselves(tmp_path: Path) -> None:
    catalogue = read_text(tmp_path, '{"title":"Kopi"}\n{"title":\n[1]\n{"title":["x"]}\n\n{"title":"Teh"}\n', name="k.ndjson")
    assert [row.title for row in catalogue.rows] == ["Kopi", "Teh"]
    assert [(row.code, row.at.row) for row in catalogue.quarantined] == [
        ("json.malformed", 2),
        ("json.wrong_shape", 3),
        ("cell.wrong_type", 4),
    ]


@pytest.mark.parametrize(
    ("name", "content", "mapping", "code"),
    [
        ("k.csv", b"a,b\n1,2\n", None, "header.missing_column"),
        ("k.csv", b"name\nKopi\n", {"title": "judul"}, "header.missing_column"),
        ("k.csv", b"name\nKopi\n", {"judul": "name"}, "catalogue.unknown_field"),
        ("k.csv", "name\nKopi\n".encode("utf-16"), None, "encoding.not_utf8"),
        ("k.csv", b"", None, "file.empty"),
        ("k.jsonl", b"", None, "file.empty"),
        ("k.parquet", b"PAR1 no", None, "file.not_parquet"),
        ("k.xlsx", b"no", None, "file.not_xlsx"),
        ("k.csv.gz", b"no", None, "file.damaged"),
        ("k.doc", b"no", None, "catalogue.unknown_kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_that_names_it(
    tmp_path: Path, name: str, content: bytes, mapping: dict[str, str] | None, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PaduError) as error:
        read_catalogue(path, mapping)
    assert error.value.code == code


def test_an_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PaduError) as error:
        read_catalogue(tmp_path / "absent.csv")
    assert error.value.code == "sources.unreadable"


@pytest.mark.parametrize(("table", "rows", "priced"), [("tableA", 1068, 413), ("tableB", 1035, 573)])
def test_real_catalogues_are_read_whole(shared_data: Path, table: str, rows: int, priced: int) -> None:
    catalogue = read_catalogue(shared_data / "matching" / "abt_buy" / f"{table}.csv.gz")
    assert (len(catalogue.rows), catalogue.quarantined) == (rows, [])
    assert sum(row.price is not None for row in catalogue.rows) == priced
