# ruff: noqa: ANN401 - builders come from conftest as fixtures, whose types a test cannot import
"""Files made to fill the memory or the day: each ends in one outcome, quickly, in little memory."""

from __future__ import annotations

import gc
import gzip
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

MEBIBYTE = 1 << 20


def peak() -> int:
    """The most memory this process has held since the peak was last reset, in KiB."""
    return int(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1])


@contextmanager
def bounded(seconds: float, mebibytes: int) -> Iterator[None]:
    """Holds if the block is quick and takes no more memory than this on the way."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak to what is held now
    before = peak()
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds
    assert (peak() - before) // 1024 < mebibytes


def spoil(workbook: Path, part: str, content: bytes) -> None:
    """The same workbook with one part replaced."""
    with zipfile.ZipFile(workbook) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[part] = content
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def sheet(cells: bytes, before: bytes = b"") -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>' + before + b"<worksheet " + space + b"><sheetData>" + cells + b"</sheetData></worksheet>"
    )


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, sheet(b" " * (300 * MEBIBYTE))),
        (SHEET, sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        (SHEET, sheet(b'<row r="9999999"><c><v>1</v></c></row>')),
        (SHEET, sheet(b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>')),
        (SHEET, sheet(b"<row/>", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')),
        ("xl/media/image1.png", b"\0" * (40 * MEBIBYTE)),
    ],
    ids=["zeros", "last-corner", "last-row", "last-column", "entities", "picture"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(exports: Any, made: Any, part: str, content: bytes) -> None:
    path = exports.bulk(made.bulk_row())
    spoil(path, part, content)
    del content
    with bounded(3, 150):
        (fault,) = made.outcomes("tokopedia-bulk", path)
    assert (fault.code, fault.record_known) == ("file.bomb", False)


def test_one_long_text_used_by_many_cells_is_refused(exports: Any, made: Any) -> None:
    path = exports.bulk(made.bulk_row())
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    noise = zlib.compress(b"padu", 0) * 3000
    text = bytes(65 + byte % 26 for byte in noise)[:30000]
    spoil(path, TEXTS, b"<sst " + space + b"><si><t>" + text + b"</t></si></sst>")
    cells = b"".join(b'<row r="%d">' % row + b'<c t="s"><v>0</v></c>' * 10 + b"</row>" for row in range(1, 3001))
    spoil(path, SHEET, sheet(cells))
    with bounded(3, 150):
        (fault,) = made.outcomes("tokopedia-bulk", path)
    assert fault.code == "file.bomb"


def test_a_part_that_holds_more_than_it_declares_is_refused(exports: Any, made: Any) -> None:
    path = exports.bulk(made.bulk_row())
    spoil(path, SHEET, sheet(b" " * (4 * MEBIBYTE)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    # Both headers carry the size as four bytes; lie in each.
    for at in [at for at in range(len(data)) if data.startswith(struct.pack("<I", size), at)]:
        data[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
    (fault,) = made.outcomes("tokopedia-bulk", path)
    assert fault.code == "file.bomb"
    assert "more than it declares" in fault.reason


def test_an_encrypted_workbook_asks_for_one_without_password(exports: Any, made: Any) -> None:
    path = exports.bulk(made.bulk_row())
    data = bytearray(path.read_bytes())
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    (fault,) = made.outcomes("tokopedia-bulk", path)
    assert fault.code == "file.not_xlsx"


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_json_is_refused(exports: Any, made: Any, opening: bytes) -> None:
    path = exports.orders()
    path.write_bytes(b'{"code":0,"data":{"orders":' + opening * 2_000_000)
    with bounded(2, 100):
        (fault,) = made.outcomes("tiktok-shop", path)
    assert (fault.code, fault.record_known) == ("file.bomb", False)


def test_a_deep_product_costs_only_itself(exports: Any, made: Any) -> None:
    deep = b'{"code":0,"data":{"id":"1729000000000000009","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}\n"
    found = made.outcomes("tiktok-shop", exports.products(made.product(1), deep, made.product(2)))
    assert [(fault.code, fault.at.row) for fault in made.refused(found)] == [("file.bomb", 2)]
    assert len(made.kept(found)) == 2


def write_long(path: Path, prefix: bytes, mebibytes: int, suffix: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(prefix)
        for _ in range(mebibytes):
            file.write(b"a" * MEBIBYTE)
        file.write(suffix)


def test_a_line_of_half_a_gigabyte_is_read_past(exports: Any, made: Any) -> None:
    path = exports.products(made.product())
    write_long(path, b'{"code":0,"data":"', 500, b"\n" + made.envelope(made.product(2)) + b"\n")
    with bounded(5, 60):
        fault, after = made.outcomes("tiktok-shop", path)
    assert (fault.code, fault.at.row, fault.record_known) == ("row.too_long", 1, False)
    assert after.record.source_id == "1729000000000000002"


def test_a_page_of_half_a_gigabyte_is_refused_unread(exports: Any, made: Any) -> None:
    path = exports.orders()
    with path.open("wb") as file:
        file.truncate(500 * MEBIBYTE)
    with bounded(1, 20):
        (fault,) = made.outcomes("tiktok-shop", path)
    assert (fault.code, fault.record_known) == ("file.bomb", False)


def test_a_cell_of_half_a_gigabyte_is_read_past(exports: Any, made: Any) -> None:
    path = exports.centre(made.order_row())
    good = path.read_bytes()
    write_long(path, good, 500, b"\n")
    with bounded(5, 60):
        found = made.outcomes("seller-centre-orders", path)
    assert sorted((type(outcome).__name__, outcome.at.row) for outcome in found) == [("Accepted", 2), ("Quarantined", 3)]


def test_a_header_of_a_billion_columns_is_refused(exports: Any, made: Any) -> None:
    path = exports.centre(made.order_row())
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"," * MEBIBYTE)
    with bounded(3, 60):
        (fault,) = made.outcomes("seller-centre-orders", path)
    assert (fault.code, fault.record_known) == ("row.too_long", False)
    path.write_bytes(b"," * MEBIBYTE)
    (fault,) = made.outcomes("seller-centre-orders", path)
    assert fault.code == "file.bomb"


def test_a_row_of_a_million_cells_costs_only_itself(exports: Any, made: Any) -> None:
    path = exports.centre(made.order_row())
    path.write_bytes(path.read_bytes() + b"," * MEBIBYTE + b"\n")
    with bounded(2, 60):
        found = made.outcomes("seller-centre-orders", path)
    assert [fault.code for fault in made.refused(found)] == ["row.wrong_width"]


def test_a_gzip_that_inflates_without_end_is_refused(made: Any, tmp_path: Path) -> None:
    path = tmp_path / "sellers.csv.gz"
    header = b"seller_id,seller_zip_code_prefix,seller_city,seller_state\n"
    path.write_bytes(gzip.compress(header + b"a,1,b,SP\n" * (12 * MEBIBYTE)))
    with bounded(3, 30):
        (fault,) = made.outcomes("olist", path)
    assert (fault.code, fault.record_known) == ("file.bomb", False)
