"""Makes outcomes for one file, so that every reader words places and reasons the same way."""

from __future__ import annotations

from dataclasses import dataclass

from padu.merge.sources.refusal import Refusal
from padu.merge.sources.types import Accepted, Kind, Place, Quarantined, Skipped, SourceFile, SourceRecord


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of one file whose records are mostly of one kind."""

    file: SourceFile
    kind: Kind

    def accepted(self, record: SourceRecord, row: int, *, rows: int = 1) -> Accepted:
        """A record that could be read."""
        return Accepted(record=record, at=Place(file=self.file.name, row=row), rows=rows)

    def skipped(self, row: int, why: str, *, rows: int = 1) -> Skipped:
        """Rows that hold no record of their own."""
        return Skipped(at=Place(file=self.file.name, row=row), why=why, rows=rows)

    def refused(self, refusal: Refusal, row: int, *, rows: int = 1, source_id: str = "", seller_id: str = "") -> Quarantined:
        """A record that could not be read."""
        return self._quarantined(refusal, row, rows=rows, source_id=source_id, seller_id=seller_id, known=True)

    def unreadable(self, refusal: Refusal, row: int = 0) -> Quarantined:
        """A whole file (row 0), or a stretch of one from a row on, of which no one can tell how many records it held."""
        return self._quarantined(refusal, row, rows=1, source_id="", seller_id="", known=False)

    def absent(self, refusal: Refusal, row: int, *, source_id: str = "") -> Quarantined:
        """A record that the export promises and does not hold; it stands on no row."""
        return self._quarantined(refusal, row, rows=0, source_id=source_id, seller_id="", known=bool(source_id))

    def _quarantined(self, refusal: Refusal, row: int, *, rows: int, source_id: str, seller_id: str, known: bool) -> Quarantined:  # noqa: PLR0913 - the outcome's own fields
        place = self.file.name + (f", row {row}" if row else "") + (f", {refusal.field}" if refusal.field else "")
        return Quarantined(
            platform=self.file.platform,
            kind=self.kind,
            at=Place(file=self.file.name, row=row, field=refusal.field),
            code=refusal.code,
            reason=f"{place}: {refusal.why}",
            value=refusal.value,
            source_id=source_id[:MAX_ID],
            seller_id=seller_id or self.file.seller_id,
            rows=rows,
            record_known=known,
        )


MAX_ID = 200
