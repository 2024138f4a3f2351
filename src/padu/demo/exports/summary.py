"""What an export holds: counted while it is written, kept as its manifest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec


class KindCount(msgspec.Struct, frozen=True):
    """Records of one kind on one platform, and how many of them cannot be read on purpose."""

    platform: str
    kind: str
    records: int
    broken: int


class ExportSummary(msgspec.Struct, frozen=True):
    """What stands in an exports folder, and which world it was written from."""

    generator: int
    seed: int
    scale: float
    counts: tuple[KindCount, ...]
    true_seller_pairs: int
    true_listing_pairs: int

    def records(self, kind: str, platform: str = "") -> int:
        """Records of a kind, on one platform or on both."""
        return sum(count.records for count in self.counts if count.kind == kind and platform in {"", count.platform})

    @property
    def broken(self) -> int:
        """All records that cannot be read on purpose."""
        return sum(count.broken for count in self.counts)


class BrokenRecord(msgspec.Struct, frozen=True):
    """One record that was broken on purpose. `row` is 1-based within the file: line, sheet row or element; 0 is the whole file."""

    file: str
    row: int
    kind: str
    source_id: str
    code: str


class Tally:
    """Counts records while they are written and remembers which were broken."""

    def __init__(self) -> None:
        self._records: Counter[tuple[str, str]] = Counter()
        self._broken: Counter[tuple[str, str]] = Counter()
        self.broken: list[BrokenRecord] = []
        self.seller_pairs: list[tuple[str, str]] = []
        self.listing_pairs: list[tuple[str, str]] = []

    def count(self, platform: str, kind: str, records: int) -> None:
        """So many records of a kind were written."""
        self._records[platform, kind] += records

    def spoil(self, platform: str, record: BrokenRecord) -> None:
        """One record was written broken."""
        self._broken[platform, record.kind] += 1
        self.broken.append(record)

    def counts(self) -> tuple[KindCount, ...]:
        """Everything that was counted, sorted by platform and kind."""
        return tuple(
            KindCount(platform, kind, number, self._broken[platform, kind]) for (platform, kind), number in sorted(self._records.items())
        )


class ExportFolder:
    """Where a platform's files go: makes folders as they are needed and names files relative to the export."""

    def __init__(self, root: Path, tally: Tally) -> None:
        self.root = root
        self.tally = tally
        self._made: set[Path] = set()

    def path(self, name: str) -> Path:
        """The absolute path of a file named relative to the export; its folder exists afterwards."""
        path = self.root / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        self.path(name).write_bytes(content)
