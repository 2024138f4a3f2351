"""Writes both platforms' exports of a made-up market, all of them or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from padu.demo.exports import seller_centre_orders, tiktok_orders, tokopedia_reviews
from padu.demo.exports.summary import ExportFolder, ExportSummary, Tally
from padu.demo.exports.tiktok_products import write_products
from padu.demo.exports.tiktok_returns import ReturnPages
from padu.demo.exports.tiktok_shops import write_shops, write_warehouses
from padu.demo.exports.tiktok_talk import ReviewFiles, write_videos
from padu.demo.exports.tokopedia_bulk import write_bulk
from padu.demo.exports.tokopedia_shops import write_shop_info
from padu.demo.exports.truth import note_pairs, write_truth
from padu.demo.world import World, make_world
from padu.kernel.errors import PaduError

# Raise it whenever the same seed no longer gives the same bytes: folders of older versions are then written anew.
GENERATOR = 1
SMALLEST, LARGEST = 0.02, 20.0
_MANIFEST = "manifest.json"

Progress = Callable[[str, int, int], None]


def ignore(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def write_exports(folder: Path, *, seed: int = 2024, scale: float = 1.0, progress: Progress = ignore) -> ExportSummary:
    """Write `social/`, `market/` and `truth/` below `folder` and say what they hold.

    `scale` 1.0 gives about 870 sellers, 15,800 listings and 3,240 orders; 0.02 to 20 are allowed. `progress` hears the
    step, how much of it is done and how much there is. A shop without orders, returns, reviews or videos has no file of
    them. Equal arguments give equal bytes. The folder appears whole or not at all; one that already holds this seed,
    scale and generator is left as it is. Raises `demo.scale` for another scale and `demo.folder_in_use` where the folder
    holds something that this function did not write.
    """
    if not SMALLEST <= scale <= LARGEST:
        raise PaduError("demo.scale", f"scale {scale} is not between {SMALLEST} and {LARGEST}", todo="choose a scale such as 1")
    found = read_manifest(folder)
    if found and (found.generator, found.seed, found.scale) == (GENERATOR, seed, scale):
        return found
    if found is None and folder.exists() and any(folder.iterdir()):
        todo = "name an empty folder, or one of an earlier demo"
        raise PaduError("demo.folder_in_use", "the folder holds files that are no demo exports", where=str(folder), todo=todo)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.writing")
    shutil.rmtree(beside, ignore_errors=True)  # what an interrupted run left
    beside.mkdir()
    summary = _write_world(beside, make_world(seed, scale), scale, progress)
    _put_in_place(beside, folder)
    return summary


def read_manifest(folder: Path) -> ExportSummary | None:
    """What an exports folder says of itself; none where there is no whole export."""
    try:
        return msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=ExportSummary)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None


def _write_world(root: Path, world: World, scale: float, progress: Progress) -> ExportSummary:
    tally = Tally()
    folder = ExportFolder(root, tally)
    write_shops(folder, world)
    write_shop_info(folder, world)
    returns, reviews = ReturnPages(), ReviewFiles()
    total = len(world.sellers)
    for done, shop in enumerate(world.shops(), start=1):
        write_warehouses(folder, shop.seller)
        write_products(folder, shop)
        tiktok_orders.write_orders(folder, shop)
        returns.write(folder, shop)
        reviews.write(folder, shop)
        write_videos(folder, shop)
        write_bulk(folder, shop)
        seller_centre_orders.write_orders(folder, shop)
        tokopedia_reviews.write_reviews(folder, shop)
        note_pairs(folder, shop)
        progress("writing exports", done, total)
    write_truth(folder)
    summary = ExportSummary(GENERATOR, world.seed, scale, tally.counts(), len(tally.seller_pairs), len(tally.listing_pairs))
    folder.write(_MANIFEST, msgspec.json.format(msgspec.json.encode(summary), indent=1) + b"\n")
    return summary


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename the finished folder; an older export steps aside first and is removed last."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
