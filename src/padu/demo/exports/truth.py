"""Writes what really is the same, and what was broken on purpose: for checking, never for the merge to read."""

from __future__ import annotations

from padu.demo.exports.summary import ExportFolder
from padu.demo.exports.tables import csv_text
from padu.demo.world import Shop

_ROOT = "truth"


def note_pairs(folder: ExportFolder, shop: Shop) -> None:
    """Remember a shop's true pairs; both records of a pair are readable."""
    seller = shop.seller
    if seller.social and seller.market:
        folder.tally.seller_pairs.append((seller.social.source_id, seller.market.source_id))
    folder.tally.listing_pairs += [(left.listing_id, right.listing_id) for left, right in shop.true_pairs()]


def write_truth(folder: ExportFolder) -> None:
    """`sellers.csv`, `listings.csv` and `broken.csv`."""
    tally = folder.tally
    pair = ("social_id", "market_id")
    folder.write(f"{_ROOT}/sellers.csv", csv_text(pair, tally.seller_pairs).encode())
    folder.write(f"{_ROOT}/listings.csv", csv_text(pair, tally.listing_pairs).encode())
    broken = [(record.file, record.row, record.kind, record.source_id, record.code) for record in tally.broken]
    folder.write(f"{_ROOT}/broken.csv", csv_text(("file", "row", "kind", "source_id", "code"), broken).encode())
