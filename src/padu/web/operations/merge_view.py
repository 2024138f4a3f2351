"""What the operator sees of a merge, and who gives it. Typed values; words and formats are the template's affair."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Protocol
from uuid import UUID

import msgspec

from padu.kernel.money import Money
from padu.platform.unit_of_work import UnitOfWork


class MergeStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a run. `state`: waiting, running, finished or failed; `done` of `total` in the step's own unit (0 total: unknown)."""

    name: str
    state: str
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float | None:
        """Units a second so far; None before there is anything to tell."""
        return self.done / self.seconds if self.seconds > 0 and self.done > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Time left at the rate so far; None when it can't be told."""
        if self.state != "running" or self.rate is None or self.total <= self.done:
            return None
        return (self.total - self.done) / self.rate


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one platform and kind; source = created + merged + rejected + waiting + quarantined + unaccounted."""

    platform: str
    kind: str
    source: int
    created: int
    merged: int
    rejected: int
    waiting: int
    quarantined: int
    unaccounted: int


class StockLine(msgspec.Struct, frozen=True):
    """`label`: source, on_market, counted_twice, rejected, waiting, known, difference … or any text."""

    label: str
    units: int


class MoneyLine(msgspec.Struct, frozen=True):
    """As `StockLine`, in whole rupiah."""

    label: str
    rupiah: Money


class CheckLine(msgspec.Struct, frozen=True):
    """Something that must hold, whether it does, and the figures it rests on."""

    name: str
    held: bool
    detail: str


class QualityLine(msgspec.Struct, frozen=True):
    """How well a kind was matched, against a known truth; shares of one."""

    kind: str
    precision: float
    recall: float


class QuarantineRow(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could not be read. `row` is 1-based; `value` is the offending text."""

    platform: str
    kind: str
    file: str
    row: int
    field: str
    value: str
    code: str
    reason: str


class CodeCount(msgspec.Struct, frozen=True):
    """A reason's code and how many records it quarantined."""

    code: str
    records: int


class QuarantinePage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the quarantine, narrowed to `code` if given. `next` is an opaque cursor, None on the last page."""

    rows: tuple[QuarantineRow, ...]
    codes: tuple[CodeCount, ...]
    code: str | None = None
    next: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was compared. `weight`: its logarithmic weight, positive speaks for the match; None where not known."""

    field: str
    left: str
    right: str
    weight: float | None = None


class WaitingPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two records that may be the same and wait for a person. `left` comes from the social app, `right` stands on the marketplace.

    `reason` is English; `reason_indonesian` is shown to those who read Indonesian, where it is given.
    """

    kind: str
    left_platform: str
    left_id: str
    left_title: str
    right_platform: str
    right_id: str
    right_title: str
    probability: float | None
    reason: str
    reason_indonesian: str = ""
    evidence: tuple[Evidence, ...]


class WaitingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the waiting queue; `total` counts all that wait as pairs."""

    pairs: tuple[WaitingPair, ...]
    total: int
    next: str | None = None


class MergeView(msgspec.Struct, frozen=True, kw_only=True):
    """One merge run. `state`: running, finished or failed; times are UTC; `error` says why a failed run failed."""

    run_id: UUID
    label: str
    state: str
    started_at: dt.datetime
    now: dt.datetime
    finished_at: dt.datetime | None
    error: str | None
    steps: tuple[MergeStep, ...]
    rows: tuple[RecordRow, ...]
    stock: tuple[StockLine, ...]
    money: tuple[MoneyLine, ...]
    checks: tuple[CheckLine, ...]
    quality: tuple[QualityLine, ...]
    quarantine: QuarantinePage
    waiting: WaitingPage

    @property
    def total(self) -> RecordRow:
        """The sum over all rows."""
        sums = {
            name: sum(getattr(row, name) for row in self.rows)
            for name in ("source", "created", "merged", "rejected", "waiting", "quarantined", "unaccounted")
        }
        return RecordRow(platform="", kind="", **sums)

    @property
    def held(self) -> bool:
        """Whether every check held."""
        return all(check.held for check in self.checks)


class MergeQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which run (None: the latest), which part of its lists; cursors are those that the pages gave."""

    run_id: UUID | None = None
    code: str | None = None
    quarantine_after: str | None = None
    waiting_after: str | None = None


class MergeReader(Protocol):
    """Whoever can tell about merges; `entry` hands it to the pages."""

    async def overview(self, uow: UnitOfWork, question: MergeQuestion) -> MergeView | None:
        """The run asked for, None where there is none. A cursor it can't read raises PaduError `page.bad_parameter`."""
        ...

    def quarantine_rows(self, uow: UnitOfWork, run_id: UUID, code: str | None) -> AsyncIterator[QuarantineRow]:
        """Every quarantined record of a run, for export."""
        ...
