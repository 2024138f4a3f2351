"""Reads CSV tables record by record, so that one broken record never takes its neighbours along."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from padu.merge.sources.limits import MAX_COLUMNS, MAX_LINE_BYTES, MAX_LINES_PER_RECORD
from padu.merge.sources.open_stream import lines, not_utf8, open_bytes
from padu.merge.sources.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Row:
    """One record below the header. `number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: Sequence[str]
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        """The cell under a column, without blanks and TABs around it; empty where the file has no such column."""
        position = self.columns.get(column)
        return "" if position is None else self.cells[position].strip()


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that cannot be split into the header's columns."""

    number: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A line with nothing on it."""

    number: int


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the records below it, as a stream."""

    header: Sequence[str]
    rows: Iterator[Row | BrokenRow | BlankRow]


class _Lines:
    """Decoded lines with a place to put some back; remembers whether any byte was not UTF-8."""

    def __init__(self, source: Iterable[bytes | Refusal]) -> None:
        self._source = iter(source)
        self._back: deque[str | Refusal] = deque()
        self.damaged = False

    def take(self) -> str | Refusal | None:
        if self._back:
            return self._back.popleft()
        line = next(self._source, None)
        if line is None or isinstance(line, Refusal):
            return line
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.damaged = True
            return line.decode(errors="surrogateescape")

    def put_back(self, taken: Sequence[str | Refusal]) -> None:
        self._back.extendleft(reversed(taken))


@contextmanager
def open_table(path: Path, *, required: Sequence[str] = (), delimiters: str = ",;\t") -> Generator[Table]:
    """Open a CSV file with a header. Raises `Refusal` where the file as a whole cannot be read as one."""
    with open_bytes(path) as stream:
        source = _Lines(lines(stream))
        first = source.take()
        while first == "":
            first = source.take()
        if first is None:
            raise Refusal("file.empty", "the file is empty")
        if isinstance(first, Refusal):
            raise first
        if source.damaged:
            raise not_utf8()
        delimiter = max(delimiters, key=lambda mark: (_known(first, mark, required), first.count(mark)))
        header = [name.strip() for name in _header(first, delimiter)]
        columns: dict[str, int] = {}
        for position, name in enumerate(header):
            columns.setdefault(name, position)
        _require(columns, required)
        yield Table(header, _rows(source, delimiter, header, columns))


def _known(first: str, delimiter: str, required: Sequence[str]) -> int:
    names = {name.strip().strip('"') for name in first[:MAX_LINE_BYTES].split(delimiter, MAX_COLUMNS)}
    return len(names.intersection(required))


def _header(first: str, delimiter: str) -> list[str]:
    if first.count(delimiter) >= MAX_COLUMNS:
        raise Refusal("file.bomb", f"the header names more than {MAX_COLUMNS} columns; the file is refused")
    try:
        return next(csv.reader([first], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refusal("header.unreadable", f"the header row cannot be read ({error})") from error


def _require(columns: Mapping[str, int], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        names = ", ".join(f'"{name}"' for name in missing[:5])
        found = ", ".join(f'"{name[:40]}"' for name in list(columns)[:8])
        raise Refusal(
            "header.missing_column",
            f"the header lacks {names} (it begins with {found}); export the file again with all columns",
            field=missing[0],
        )


def _rows(source: _Lines, delimiter: str, header: Sequence[str], columns: Mapping[str, int]) -> Iterator[Row | BrokenRow | BlankRow]:
    number = 1
    while (line := source.take()) is not None:
        number += 1
        if isinstance(line, Refusal):
            yield BrokenRow(number, line)
        elif not line.strip(" \t"):
            yield BlankRow(number)
        else:
            try:
                cells = _split(source, line, delimiter, len(header))
                if source.damaged:
                    _check_utf8(cells, header)
            except Refusal as refusal:
                yield BrokenRow(number, refusal)
            else:
                yield Row(number, cells, columns)


def _check_utf8(cells: Sequence[str], header: Sequence[str]) -> None:
    for name, cell in zip(header, cells, strict=True):
        if any("\udc80" <= character <= "\udcff" for character in cell):
            raise not_utf8(name, cell.encode(errors="surrogateescape").decode(errors="replace"))


def _split(source: _Lines, line: str, delimiter: str, width: int) -> list[str]:
    """Split one record; where quoting breaks, refuse the first line alone and give the following ones back."""
    if line.count(delimiter) >= MAX_COLUMNS + width:
        raise Refusal("row.wrong_width", f"the row has more than {MAX_COLUMNS} cells, the header {width}")
    if '"' not in line:
        cells = line.split(delimiter)
        return cells if len(cells) == width else _wrong_width(len(cells), width)
    taken: list[str | Refusal] = []
    try:
        cells = _quoted(source, line, delimiter, taken)
        return cells if len(cells) == width else _wrong_width(len(cells), width)
    except Refusal:
        source.put_back(taken)
        raise


def _wrong_width(found: int, width: int) -> list[str]:
    raise Refusal(
        "row.wrong_width",
        f"the row has {found} cells where the header has {width}; a separator or quotation mark is missing or too many",
        value=str(found),
    )


def _quoted(source: _Lines, line: str, delimiter: str, taken: list[str | Refusal]) -> list[str]:
    parts, size = [line], len(line)
    while True:
        try:
            return next(csv.reader(parts, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "end of data" not in str(error):
                code = "row.too_long" if "field limit" in str(error) else "row.unreadable"
                raise Refusal(code, f"the row's quotation marks or cells cannot be read ({error})") from error
        while True:
            following = source.take()
            if following is not None:
                taken.append(following)
            if not isinstance(following, str) or len(taken) > MAX_LINES_PER_RECORD or size > MAX_LINE_BYTES:
                raise Refusal("row.unclosed_quote", "a quotation mark opened in this row is never closed")
            parts[-1] += "\n"
            parts.append(following)
            size += len(following)
            if '"' in following:
                break
