"""Reads product details, one response a line, and checks that every product the search lists has its detail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from padu.merge.sources.check_text import first_time
from padu.merge.sources.open_stream import lines, open_bytes
from padu.merge.sources.outcomes import Outcomes
from padu.merge.sources.read_pages import completeness, decode, identify, open_envelope, open_page, siblings
from padu.merge.sources.refusal import Refusal
from padu.merge.sources.tiktok_shop.convert_product import Product, convert_product
from padu.merge.sources.types import Kind, ReadOutcome, SourceFile

DETAILS = "product.202309.products.jsonl"
_PRODUCT = msgspec.json.Decoder(Product)
# The product's id in a line that is no longer JSON; it is the first member of `data` in every response seen.
_CUT_OFF_ID = re.compile(rb'"data"\s*:\s*\{\s*"id"\s*:\s*"([0-9]{17,20})"')


def read_products(file: SourceFile) -> Iterator[ReadOutcome]:
    """One listing per line of product details."""
    outcomes = Outcomes(file, Kind.LISTING)
    seen: set[str] = set()
    row = 0
    try:
        with open_bytes(file.path) as stream:
            for line in lines(stream):
                row += 1
                if isinstance(line, Refusal):
                    yield outcomes.unreadable(line, row)
                elif not line.strip():
                    yield outcomes.skipped(row, "a blank line")
                else:
                    yield _read_line(outcomes, line, row, seen)
    except Refusal as refusal:
        yield outcomes.unreadable(refusal, row and row + 1)
        return
    if not row:
        yield outcomes.unreadable(Refusal("file.empty", "the file is empty"))


def _read_line(outcomes: Outcomes, line: bytes, row: int, seen: set[str]) -> ReadOutcome:
    data: bytes | msgspec.Raw = b"null"
    try:
        data = open_envelope(line)
        product = decode(_PRODUCT, data)
        record = convert_product(product, outcomes.file.seller_id)
        first_time(record.source_id, seen, "id")
    except Refusal as refusal:
        return outcomes.refused(refusal.inside("data") if refusal.field else refusal, row, source_id=identify(data) or _cut_off(line))
    return outcomes.accepted(record, row)


def _cut_off(line: bytes) -> str:
    match = _CUT_OFF_ID.search(line)
    return match[1].decode() if match else ""


def read_search(file: SourceFile) -> Iterator[ReadOutcome]:
    """A search's products are the listings that the details give; one without its detail is missing."""
    outcomes = Outcomes(file, Kind.LISTING)
    try:
        page = open_page(file.path, "products")
    except Refusal as refusal:
        yield outcomes.unreadable(refusal)
        return
    missing = _missing(file.path)
    detailed = 0
    for position, raw in enumerate(page.elements):
        source_id = identify(raw)
        if source_id not in missing:
            detailed += 1
            continue
        where = f"data.products[{position}].id"
        why = f'the search lists product "{source_id}" but {DETAILS} does not hold it; export the product details again'
        yield outcomes.refused(Refusal("page.missing_detail", why, field=where, value=source_id), position + 1, source_id=source_id)
    if detailed:
        yield outcomes.skipped(1, f"the listings are read from {DETAILS}", rows=detailed)
    if incomplete := completeness(file.path, page, "products"):
        yield outcomes.absent(incomplete, len(page.elements) or 1)


def _missing(page: Path) -> frozenset[str]:
    """The ids that the shop's search pages list and its details lack."""
    details = page.parent / DETAILS
    files = [*siblings(page), *([details] if details.is_file() else [])]
    return _missing_in(tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files))


@lru_cache(maxsize=2)
def _missing_in(stamps: tuple[tuple[str, int, int], ...]) -> frozenset[str]:
    """As `_missing`; kept for the next page of the same shop, by the files' names, times and sizes."""
    listed: dict[str, None] = {}
    detailed: list[str] = []
    for name, changed, size in stamps:
        if name.endswith(DETAILS):
            detailed = list(_detail_ids(name, changed, size))
            continue
        try:
            listed.update(dict.fromkeys(identify(raw) for raw in open_page(Path(name), "products").elements))
        except Refusal:
            continue
    given = set(detailed) - {""}
    missing = [source_id for source_id in listed if source_id not in given]
    # A detail line too broken to tell its id, or one that repeats another's, stands for one of them: it is refused there already.
    return frozenset(missing[len(detailed) - len(given) :])


def detail_ids(folder: Path) -> frozenset[str] | None:
    """The ids of all products that a shop's details name, readable or not; none where the folder holds no details."""
    details = folder / DETAILS
    if not details.is_file():
        return None
    status = details.stat()
    return frozenset(_detail_ids(str(details), status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=2)
def _detail_ids(details: str, _changed: int, _size: int) -> tuple[str, ...]:
    """One id per line, empty where it cannot be told; kept for the shop's next file."""
    found: list[str] = []
    try:
        with open_bytes(Path(details)) as stream:
            found.extend("" if isinstance(line, Refusal) else _detail_id(line) for line in lines(stream) if line)
    except Refusal:
        found.append("")
    return tuple(found)


def _detail_id(line: bytes) -> str:
    try:
        return identify(open_envelope(line)) or _cut_off(line)
    except Refusal:
        return _cut_off(line)
