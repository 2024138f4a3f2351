"""Reads XLSX workbooks, after looking inside the archive for what would fill the memory.

A workbook is a ZIP of XML. Sizes that its directory declares may lie, a cell reference in the last corner makes a parser lay out
17 billion cells, and a long text may be referred to a million times. All of it is counted on the inflated bytes before the parser starts.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from padu.merge.sources.limits import (
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_WORKBOOK_BYTES,
    MAX_WORKBOOK_CELLS,
    MAX_WORKBOOK_INFLATED,
    MAX_WORKBOOK_PARTS,
    MAX_WORKBOOK_TEXT,
    MEBIBYTE,
    RATIO_COUNTS_FROM,
)
from padu.merge.sources.refusal import Refusal

CellValue = str | int | float | bool | time | date | datetime | timedelta

_CHUNK = 1 << 18
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})([0-9]{1,12})[\"']")
_SHARED_USE = re.compile(
    rb"<(?:\w+:)?c\s[^>]*\bt\s*=\s*[\"']s[\"'][^>]*>\s*(?:<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>\s*)?<(?:\w+:)?v>([0-9]{1,9})<"
)
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Enough of one chunk is kept for the next to see a reference that lies across both.
_OVERLAP = 512


def open_sheet(path: Path, name: str | None = None) -> Iterator[Sequence[CellValue]]:
    """The rows of a sheet from row 1 on (of the only or first sheet where `name` is none). Raises `Refusal` where it cannot be read."""
    if (size := path.stat().st_size) > MAX_WORKBOOK_BYTES:
        raise Refusal(
            "file.bomb", f"the workbook has {size // MEBIBYTE} MiB, at most {MAX_WORKBOOK_BYTES // MEBIBYTE} are read; it is refused"
        )
    data = path.read_bytes()
    if not data:
        raise Refusal("file.empty", "the file is empty")
    _inspect(data)
    return _parse(data, name)


def _parse(data: bytes, name: str | None) -> Iterator[Sequence[CellValue]]:
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if names and (name is None or name in names):
            sheet = workbook.get_sheet_by_name(name if name is not None else names[0])
            return iter(()) if sheet.start is None else sheet.iter_rows()
    except calamine.CalamineError as error:
        raise _not_xlsx(error) from error
    except BaseException as error:
        # A panic inside the parser comes as an exception of its own that no class names.
        if type(error).__name__ == "PanicException":
            raise _not_xlsx(error) from None
        raise
    has = ", ".join(names[:5])
    raise Refusal("sheet.missing", f'the workbook has no sheet "{name or ""}" (it has {has}); use the template', value=name or "")


def _not_xlsx(error: BaseException) -> Refusal:
    return Refusal("file.not_xlsx", f"this cannot be read as an XLSX workbook ({str(error)[:120]}); save it as XLSX again")


def _inspect(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_declared(parts, len(data))
            budget = MAX_WORKBOOK_INFLATED
            shared = b""
            uses: list[bytes] = []
            for part in parts:
                content = _Part(part.filename)
                for chunk in _inflate(data, part, budget):
                    budget -= len(chunk)
                    content.look(chunk)
                if content.shared_strings:
                    shared = b"".join(content.kept)
                elif content.kept:
                    uses += content.kept
            _check_shared(shared, uses)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, struct.error, zlib.error, ValueError, RuntimeError) as error:
        raise _not_xlsx(error) from error


def _check_declared(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MAX_WORKBOOK_PARTS:
        raise _bomb(f"it holds {len(parts)} parts")
    declared = sum(part.file_size for part in parts)
    if declared > MAX_WORKBOOK_INFLATED or (declared > RATIO_COUNTS_FROM and declared > size * MAX_RATIO):
        raise _bomb(f"{size} bytes would inflate to {declared}")


def _bomb(why: str) -> Refusal:
    return Refusal("file.bomb", f"the workbook would fill the memory: {why}; it is refused")


def _inflate(data: bytes, part: zipfile.ZipInfo, budget: int) -> Iterator[bytes]:
    """What a part truly inflates to, whatever its header declares; stops at the budget and at the ratio."""
    signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    if signature != b"PK\x03\x04" or part.flag_bits & 0x1:
        raise Refusal("file.not_xlsx", "the workbook is damaged or locked with a password; save it again without one")
    start = part.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _deflated(packed)
    else:
        raise Refusal("file.not_xlsx", "the workbook is compressed in a way that spreadsheets do not use; save it as XLSX again")
    given = 0
    for piece in pieces:
        given += len(piece)
        if given > budget or given > max(RATIO_COUNTS_FROM, len(data) * MAX_RATIO):
            raise _bomb(f"{part.filename[:60]} inflates beyond {given} bytes")
        if given > part.file_size:
            raise _bomb(f"{part.filename[:60]} holds more than it declares")
        yield piece


def _deflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    while not inflater.eof:
        piece = inflater.decompress(waiting, _CHUNK)
        waiting = inflater.unconsumed_tail
        if not piece and not waiting:
            return
        yield piece


class _Part:
    """One part of the archive while its bytes pass by: how far its cells reach and which shared texts they use."""

    def __init__(self, name: str) -> None:
        self.sheet = "worksheets/" in name.lower()
        self.shared_strings = name.lower().endswith("sharedstrings.xml")
        self.kept: list[bytes] = []
        self._markup = name.lower().endswith((".xml", ".rels"))
        self._tail = b""
        self._furthest = [0, 0]

    def look(self, chunk: bytes) -> None:
        seen = self._tail + chunk
        self._tail = seen[-_OVERLAP:]
        if self._markup and _DECLARATION.search(seen):
            raise _bomb("it declares XML entities, which no spreadsheet needs")
        if self.shared_strings:
            self.kept.append(chunk)
        elif self.sheet:
            self._measure(seen)
            self.kept.append(chunk)

    def _measure(self, seen: bytes) -> None:
        for letters, digits in _REFERENCE.findall(seen):
            column = 0
            for letter in letters.upper():
                column = column * 26 + letter - 64
            self._furthest = [max(self._furthest[0], int(digits)), max(self._furthest[1], column)]
        rows, columns = self._furthest
        if columns > MAX_COLUMNS or rows * max(columns, 1) > MAX_WORKBOOK_CELLS:
            raise _bomb(f"its cells reach row {rows}, column {columns}")


def _check_shared(shared: bytes, sheets: Sequence[bytes]) -> None:
    """Refuse where the texts that the cells refer to would together be too long, each reference being a copy."""
    cells = b"".join(sheets)
    if len(shared) * cells.count(b"<") // 4 <= MAX_WORKBOOK_TEXT:
        return
    lengths = [len(text) for text in _SHARED_TEXT.findall(shared)]
    total = 0
    for use in _SHARED_USE.finditer(cells):
        position = int(use[1])
        total += lengths[position] if position < len(lengths) else 0
        if total > MAX_WORKBOOK_TEXT:
            raise _bomb("its cells repeat one long text too often")
