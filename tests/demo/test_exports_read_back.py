from __future__ import annotations

from typing import TYPE_CHECKING

from padu.merge.sources import discover, read
from padu.merge.sources.types import Accepted, Quarantined

if TYPE_CHECKING:
    from conftest import Exports


def test_readers_refuse_exactly_what_was_broken(small_exports: Exports) -> None:
    files = {}
    for kind, folder in (
        ("tiktok-shop", small_exports.social),
        ("tokopedia-bulk", small_exports.market),
        ("seller-centre-orders", small_exports.market),
    ):
        files |= {file.path: file for file in discover(kind, folder)}
    refused: set[tuple[str, int, str]] = set()
    accepted = 0
    for path, file in files.items():
        for outcome in read(file):
            accepted += isinstance(outcome, Accepted)
            if isinstance(outcome, Quarantined):
                refused.add((str(path.relative_to(small_exports.root)), outcome.at.row, outcome.code))
    told = {(row["file"], int(row["row"]), row["code"]) for row in small_exports.truth("broken")}
    assert refused == told
    summary = small_exports.summary
    assert accepted == sum(count.records for count in summary.counts) - summary.broken
