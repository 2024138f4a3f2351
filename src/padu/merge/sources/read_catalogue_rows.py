"""Opens a catalogue of any known file kind as named cells, row by row."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import msgspec

from padu.merge.sources.limits import MAX_CATALOGUE_ROWS, MAX_COLUMNS
from padu.merge.sources.open_stream import lines, open_bytes
from padu.merge.sources.read_pages import decode
from padu.merge.sources.read_table import BlankRow, Row, open_table
from padu.merge.sources.read_workbook import open_sheet
from padu.merge.sources.refusal import Refusal, say

_OBJECT = msgspec.json.Decoder(dict[str, Any])
# Columns of JSON lines are told from this many rows; a field that appears only later is not looked for.
_LOOK_AHEAD = 200
_BATCH = 4096
# pyarrow ships no types, so its modules are taken as they come.
_PARQUET: Any = import_module("pyarrow.parquet")
_ARROW_ERROR: type[Exception] = cast("Any", import_module("pyarrow")).ArrowException


@dataclass(frozen=True, slots=True)
class Raw:
    """One row: its cells by column, or why it has none. Neither cells nor refusal: the row is blank."""

    row: int
    cells: Mapping[str, Any] | None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A catalogue's columns and its rows as a stream."""

    columns: Sequence[str]
    rows: Iterator[Raw]


def catalogue_rows(path: Path) -> AbstractContextManager[Found]:
    """Open by the name's ending; raises `Refusal` for an ending that no reader knows."""
    readers: dict[str, Callable[[Path], AbstractContextManager[Found]]] = {
        ".csv": _csv,
        ".tsv": _csv,
        ".txt": _csv,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".parquet": _parquet,
        ".xlsx": _workbook,
    }
    ending = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    reader = readers.get(ending.lower())
    if reader is None or (path.suffix == ".gz" and reader in {_parquet, _workbook}):
        raise Refusal("catalogue.unknown_kind", f"{say(path.name)} is of no known kind; use one of {', '.join(readers)}")
    return reader(path)


@contextmanager
def _csv(path: Path) -> Generator[Found]:
    with open_table(path) as table:
        yield Found(list(dict.fromkeys(table.header)), _csv_rows(table.rows))


def _csv_rows(rows: Iterator[Any]) -> Iterator[Raw]:
    for row in rows:
        if isinstance(row, Row):
            yield Raw(row.number, {column: row.cells[position] for column, position in row.columns.items()})
        else:
            yield Raw(row.number, None, None if isinstance(row, BlankRow) else row.refusal)


@contextmanager
def _json_lines(path: Path) -> Generator[Found]:
    with open_bytes(path) as stream:
        rows = _json_rows(lines(stream))
        first = list(itertools.islice(rows, _LOOK_AHEAD))
        columns = list(dict.fromkeys(column for raw in first for column in raw.cells or ()))
        if not columns:
            fault = next((raw.refusal for raw in first if raw.refusal), None)
            raise fault or Refusal("file.empty", "the file is empty")
        yield Found(columns[:MAX_COLUMNS], itertools.chain(first, rows))


def _json_rows(source: Iterator[bytes | Refusal]) -> Iterator[Raw]:
    for row, line in enumerate(source, 1):
        if isinstance(line, Refusal):
            yield Raw(row, None, line)
        elif not line.strip():
            yield Raw(row, None)
        else:
            try:
                yield Raw(row, decode(_OBJECT, line))
            except Refusal as refusal:
                yield Raw(row, None, refusal)


@contextmanager
def _parquet(path: Path) -> Generator[Found]:
    try:
        with _PARQUET.ParquetFile(path) as file:
            names: list[str] = list(file.schema_arrow.names)
            if len(names) > MAX_COLUMNS or file.metadata.num_rows > MAX_CATALOGUE_ROWS:
                why = f"the file declares {len(names)} columns and {file.metadata.num_rows} rows"
                raise Refusal("file.bomb", f"{why}, at most {MAX_COLUMNS} and {MAX_CATALOGUE_ROWS} are read; it is refused")
            yield Found(names, _parquet_rows(file))
    except (_ARROW_ERROR, UnicodeDecodeError) as error:
        raise Refusal("file.not_parquet", f"this cannot be read as a Parquet file ({str(error)[:120]})") from error


def _parquet_rows(file: Any) -> Iterator[Raw]:  # noqa: ANN401 - pyarrow ships no types
    number = 0
    for batch in file.iter_batches(_BATCH):
        for cells in cast("list[dict[str, Any]]", batch.to_pylist()):
            number += 1
            yield Raw(number, cells)


@contextmanager
def _workbook(path: Path) -> Generator[Found]:
    rows = enumerate(open_sheet(path), 1)
    for _, cells in rows:
        header = [str(cell).strip() for cell in cells]
        if any(header):
            break
    else:
        raise Refusal("file.empty", "the first sheet is empty")
    yield Found([name for name in dict.fromkeys(header) if name], _workbook_rows(rows, header))


def _workbook_rows(rows: Iterator[tuple[int, Sequence[Any]]], header: Sequence[str]) -> Iterator[Raw]:
    for number, cells in rows:
        if all(cell == "" for cell in cells):
            yield Raw(number, None)
            continue
        named: dict[str, Any] = {}
        for name, cell in zip(header, cells, strict=False):
            named.setdefault(name, cell)
        yield Raw(number, named)
