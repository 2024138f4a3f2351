"""Finds an export's files and says which reader each one needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from padu.kernel.errors import PaduError
from padu.merge.sources.olist.read_tables import TABLES, find_table
from padu.merge.sources.types import Platform, SourceFile

IMPORT_KINDS: tuple[str, ...] = ("tiktok-shop", "tokopedia-bulk", "seller-centre-orders", "prdect-id", "olist")

# Name patterns with the reader of each, in the order in which records need one another: sellers, listings, orders, the rest.
_TIKTOK_SHOP = (
    (r"authorization\.\d{6}\.shops\.json", "tiktok_shop.shops"),
    (r"logistics\.\d{6}\.warehouses\.json", "tiktok_shop.warehouses"),
    (r"product\.\d{6}\.products\.search\.\d+\.json", "tiktok_shop.product_search"),
    (r"product\.\d{6}\.products\.jsonl", "tiktok_shop.products"),
    (r"order\.\d{6}\.orders\.search\.\d+\.json", "tiktok_shop.orders"),
    (r"return_refund\.\d{6}\.returns\.search\.\d+\.json", "tiktok_shop.returns"),
    (r"reviews\.csv", "tiktok_shop.reviews"),
    (r"videos\.csv", "tiktok_shop.videos"),
)
_TOKOPEDIA = (
    (r"shop-info\.\d+\.json", "tokopedia.shop_info"),
    (r"[^.~].*\.xlsx", "tokopedia.bulk"),
    (r"[^.].*\.csv", "tokopedia.reviews"),
)
UNRECOGNISED = "unrecognised"
_DIGITS = re.compile(r"\d+")


def discover(kind: str, path: Path) -> list[SourceFile]:
    """The files of an export, sorted, each with its reader: sellers first, then listings, orders and the rest.

    `path` is the export's folder or one of its files. Files of an export folder that no reader knows are listed too, and read
    as skipped, so that a misnamed file is seen. Raises `PaduError` `sources.unknown_kind` and `sources.nothing_found`.
    """
    finders: dict[str, Callable[[Path], Iterator[SourceFile]]] = {
        "tiktok-shop": _tiktok_shop,
        "tokopedia-bulk": _tokopedia,
        "seller-centre-orders": _seller_centre,
        "prdect-id": _prdect_id,
        "olist": _olist,
    }
    finder = finders.get(kind)
    if finder is None:
        raise PaduError("sources.unknown_kind", f"there is no import kind {kind!r}", todo=f"use one of {', '.join(IMPORT_KINDS)}")
    if not path.exists():
        raise PaduError("sources.nothing_found", "there is no such file or folder", where=str(path), todo="check the path")
    try:
        found = list(finder(path))
    except OSError as error:
        raise PaduError(
            "sources.unreadable", f"the export cannot be listed: {error.strerror}", where=str(error.filename or path), todo="allow reading"
        ) from error
    if all(file.reader == UNRECOGNISED for file in found):
        raise PaduError(
            "sources.nothing_found",
            f"nothing here looks like an export of the kind {kind}",
            where=str(path),
            todo="give the folder that the export wrote",
        )
    return found


def _natural(name: str) -> tuple[str, ...]:
    """A name whose numbers sort as numbers, so that page 10 follows page 9."""
    return tuple(_DIGITS.sub(lambda digits: digits[0].zfill(24), part) for part in name.split("/"))


def _files(folder: Path) -> list[Path]:
    """All ordinary, visible files below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if not any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)]


def _ranked(platform: Platform, found: Iterable[tuple[Path, str, str, str]], order: Iterable[str]) -> Iterator[SourceFile]:
    """Source files from (path, name, reader, seller), in the readers' order and then by name."""
    ranks = {reader: rank for rank, reader in enumerate(order)}
    for path, name, reader, seller in sorted(found, key=lambda file: (ranks.get(file[2], len(ranks)), _natural(file[1]))):
        yield SourceFile(platform=platform, reader=reader, path=path, name=name, seller_id=seller)


def _reader_for(name: str, patterns: Iterable[tuple[str, str]]) -> str:
    return next((reader for pattern, reader in patterns if re.fullmatch(pattern, name)), UNRECOGNISED)


def _tiktok_shop(path: Path) -> Iterator[SourceFile]:
    in_shop = path.parent.name.isdigit()
    root = path if path.is_dir() else path.parent.parent if in_shop else path.parent
    # A single shop's folder is an export too.
    if path.is_dir() and path.name.isdigit():
        root = path.parent
    paths = _files(path) if path.is_dir() else [path]
    found: list[tuple[Path, str, str, str]] = []
    for file in paths:
        reader = _reader_for(file.name, _TIKTOK_SHOP)
        seller = file.parent.name if reader not in {"tiktok_shop.shops", UNRECOGNISED} else ""
        found.append((file, file.relative_to(root).as_posix(), reader, seller))
    return _ranked(Platform.TIKTOK_SHOP, found, (reader for _, reader in _TIKTOK_SHOP))


def _tokopedia(path: Path) -> Iterator[SourceFile]:
    root = path if path.is_dir() else path.parent.parent if path.parent.name in {"bulk", "reviews"} else path.parent
    found: list[tuple[Path, str, str, str]] = []
    for file in _files(path) if path.is_dir() else [path]:
        name = file.relative_to(root).as_posix()
        if name.startswith("seller-centre/"):
            continue
        reader = _reader_for(file.name, _TOKOPEDIA)
        found.append((file, name, reader, file.stem if reader in {"tokopedia.bulk", "tokopedia.reviews"} else ""))
    return _ranked(Platform.TOKOPEDIA, found, (reader for _, reader in _TOKOPEDIA))


def _seller_centre(path: Path) -> Iterator[SourceFile]:
    reader = "seller_centre.orders"
    if path.is_file():
        root = path.parent
        files = [path]
    else:
        root = path
        inner = path / "seller-centre"
        files = [file for file in _files(inner if inner.is_dir() else path) if file.suffix == ".csv"]
    # The export's own name for its file says nothing; its folder is the shop's domain. Any other name is the shop's own.
    found = (
        (file, file.relative_to(root).as_posix(), reader, file.parent.name if file.name == "orders.csv" else file.stem) for file in files
    )
    return _ranked(Platform.TOKOPEDIA, found, (reader,))


def _prdect_id(path: Path) -> Iterator[SourceFile]:
    files = [path] if path.is_file() else [file for file in path.iterdir() if file.is_file() and file.suffix == ".csv"]
    return _ranked(Platform.PRDECT_ID, ((file, file.name, "prdect_id.reviews", "") for file in files), ())


def _olist(path: Path) -> Iterator[SourceFile]:
    folder = path if path.is_dir() else path.parent
    tables = ((table, find_table(folder, table)) for table in TABLES)
    found = [(file, file.name, f"olist.{table}", "") for table, file in tables if file is not None]
    if path.is_file():
        found = [entry for entry in found if entry[0] == path]
    return _ranked(Platform.OLIST, found, (f"olist.{table}" for table in TABLES))
