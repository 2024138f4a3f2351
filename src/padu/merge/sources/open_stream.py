"""Opens plain and gzip-compressed files as bounded streams of lines."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from padu.merge.sources.limits import MAX_LINE_BYTES, MAX_RATIO, MAX_STREAM_BYTES, MEBIBYTE, RATIO_COUNTS_FROM
from padu.merge.sources.refusal import Refusal

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")


class _Metered(io.RawIOBase):
    """Inflates a gzip file and stops where it grows beyond what honest data does."""

    def __init__(self, source: gzip.GzipFile, compressed: int) -> None:
        super().__init__()
        self._source = source
        self._given = 0
        self._allowed = min(MAX_STREAM_BYTES, max(RATIO_COUNTS_FROM, compressed * MAX_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] - the stub's Buffer has no slice assignment
        try:
            data = self._source.read(len(buffer))
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise Refusal("file.damaged", f"the compressed file is damaged ({error}); send it again") from error
        self._given += len(data)
        if self._given > self._allowed:
            raise Refusal("file.bomb", f"the compressed file inflates beyond {self._allowed // MEBIBYTE} MiB; it is refused")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_bytes(path: Path) -> Generator[BinaryIO]:
    """Open a file, inflating `.gz` within bounds."""
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            yield plain
        return
    # Inflated once before it is read, so that a bomb or a damaged file is refused whole and not after half its rows.
    with _inflated(path) as stream:
        while stream.read(MEBIBYTE):
            pass
    with _inflated(path) as stream:
        yield stream


@contextmanager
def _inflated(path: Path) -> Generator[BinaryIO]:
    with gzip.open(path) as packed, io.BufferedReader(_Metered(packed, path.stat().st_size), MEBIBYTE) as stream:
        yield cast("BinaryIO", stream)


def lines(stream: BinaryIO) -> Iterator[bytes | Refusal]:
    """Lines without their ends; a line beyond the limit is read past and given as a refusal; a byte order mark is dropped."""
    first = True
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            yield _too_long(stream, len(line))
        else:
            if first and line.startswith(_OTHER_BOMS):
                raise not_utf8()
            yield (line[3:] if first and line.startswith(_BOM) else line).rstrip(b"\r\n")
        first = False


def _too_long(stream: BinaryIO, length: int) -> Refusal:
    while chunk := stream.readline(MEBIBYTE):
        length += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return Refusal("row.too_long", f"the line has {length} bytes, at most {MAX_LINE_BYTES} are read; it is left out", value=str(length))


def not_utf8(field: str = "", value: str = "") -> Refusal:
    """The refusal for bytes that are not UTF-8."""
    return Refusal("encoding.not_utf8", "the text is not UTF-8; save the file as CSV UTF-8 and send it again", field=field, value=value)
