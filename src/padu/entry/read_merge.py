"""Gives the operator's page what the merge's rooms know."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Money
from padu.merge import plan, reconcile, runs, sources
from padu.platform.unit_of_work import UnitOfWork
from padu.web.operations.merge_view import (
    CheckLine,
    CodeCount,
    Evidence,
    MergeQuestion,
    MergeStep,
    MergeView,
    MoneyLine,
    QualityLine,
    QuarantinePage,
    QuarantineRow,
    RecordRow,
    StockLine,
    WaitingPage,
    WaitingPair,
)

_PAGE = 10
_STOCK = ("source", "on_market", "counted_twice", "rejected", "waiting", "known")


class MergeTables:
    """Answers `MergeReader` from the merge's own tables; holds nothing, so that every process can make its own."""

    async def overview(self, uow: UnitOfWork, question: MergeQuestion) -> MergeView | None:
        """The run asked for, else the newest one; None where there is none."""
        run = await (runs.latest(uow) if question.run_id is None else runs.get(uow, runs.RunId(question.run_id)))
        if run is None:
            return None
        report = _report(run)
        kinds = report.kinds if report else await reconcile.count_so_far(uow, run.run_id)
        return MergeView(
            run_id=run.run_id,
            label=run.label,
            state=run.state,
            started_at=run.started_at,
            now=uow.clock.now(),
            finished_at=run.finished_at,
            error=run.error,
            steps=tuple(
                MergeStep(name=step.name, state=step.state, done=step.done, total=step.total, seconds=step.seconds) for step in run.steps
            ),
            rows=tuple(_row(account) for account in kinds),
            stock=_stock(report),
            money=_money(report),
            checks=tuple(CheckLine(check.name, check.held, check.detail) for check in report.checks) if report else (),
            quality=_quality(run.report or {}),
            quarantine=await _quarantine(uow, run.run_id, question),
            waiting=await _waiting(uow, run.run_id, question),
        )

    async def quarantine_rows(self, uow: UnitOfWork, run_id: UUID, code: str | None) -> AsyncIterator[QuarantineRow]:
        """Every quarantined record of a run, for export."""
        async for found in sources.stream_quarantine(uow, run_id, code):
            yield _quarantine_row(found)


def _report(run: runs.Run) -> reconcile.Reconciliation | None:
    """The reconciliation kept with a finished run."""
    if run.report is None or "kinds" not in run.report:
        return None
    return msgspec.convert({name: value for name, value in run.report.items() if name != "quality"}, reconcile.Reconciliation, strict=False)


def _row(account: reconcile.KindAccount) -> RecordRow:
    return RecordRow(
        platform=account.platform, kind=account.kind, source=account.source, created=account.created, merged=account.merged,
        rejected=account.rejected, waiting=account.waiting, quarantined=account.quarantined, unaccounted=account.unaccounted,
    )  # fmt: skip


def _stock(report: reconcile.Reconciliation | None) -> tuple[StockLine, ...]:
    if report is None:
        return ()
    return (*(StockLine(name, getattr(report.stock, name)) for name in _STOCK), StockLine("difference", report.stock.difference))


def _money(report: reconcile.Reconciliation | None) -> tuple[MoneyLine, ...]:
    """Open orders in rupiah; other currencies are reconciled in themselves and shown among the checks."""
    account = next((account for account in report.money if account.currency == "IDR"), None) if report else None
    if account is None:
        return ()
    lines = [MoneyLine(name, Money(int(getattr(account, name)))) for name in _STOCK]
    return (*lines, MoneyLine("difference", Money(int(account.difference))))


def _quality(report: Mapping[str, Any]) -> tuple[QualityLine, ...]:
    kept: Mapping[str, Mapping[str, float]] = report.get("quality", {})
    return tuple(QualityLine(kind.removesuffix("s"), found["precision"], found["recall"]) for kind, found in kept.items())


async def _quarantine(uow: UnitOfWork, run_id: UUID, question: MergeQuestion) -> QuarantinePage:
    cursor = _read_cursor(question.quarantine_after, tuple[str, int, UUID])
    rows = await sources.page_quarantine(uow, run_id, question.code, cursor, _PAGE + 1)
    more = len(rows) > _PAGE
    rows = rows[:_PAGE]
    return QuarantinePage(
        rows=tuple(_quarantine_row(row) for row in rows),
        codes=tuple(CodeCount(code, count) for code, count in await sources.count_codes(uow, run_id)),
        code=question.code,
        next=_cursor((rows[-1].file, rows[-1].row, rows[-1].quarantine_id)) if more else None,
    )


def _quarantine_row(row: sources.QuarantinedRow) -> QuarantineRow:
    # A reason names its place for those who read it alone; beside the place's own columns that would be said twice.
    reason = row.reason
    if reason.startswith(f"{row.file}, row {row.row}") and ": " in reason:
        reason = reason.split(": ", 1)[1]
        reason = reason[:1].upper() + reason[1:]
    return QuarantineRow(
        platform=row.platform, kind=row.kind, file=row.file, row=row.row, field=row.field, value=row.value, code=row.code, reason=reason
    )


async def _waiting(uow: UnitOfWork, run_id: UUID, question: MergeQuestion) -> WaitingPage:
    after = _read_cursor(question.waiting_after, int)
    pairs = await plan.page_waiting(uow, run_id, -1 if after is None else after, _PAGE + 1)
    more = len(pairs) > _PAGE
    pairs = pairs[:_PAGE]
    return WaitingPage(
        pairs=tuple(_pair(pair) for pair in pairs),
        total=await plan.count_waiting(uow, run_id),
        next=_cursor(pairs[-1].sequence) if more else None,
    )


def _pair(pair: plan.Waiting) -> WaitingPair:
    return WaitingPair(
        kind=pair.kind,
        left_platform=pair.platform,
        left_id=pair.source_id,
        left_title=pair.title,
        right_platform=pair.counterpart_platform,
        right_id=pair.counterpart,
        right_title=pair.counterpart_title,
        probability=pair.probability,
        reason=plan.RULES[pair.rule].english,
        reason_indonesian=plan.RULES[pair.rule].indonesian,
        evidence=tuple(_evidence(name, value) for name, value in pair.evidence.items()),
    )


def _evidence(name: str, value: object) -> Evidence:
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    return Evidence(field=name, left=text, right="")


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).decode().rstrip("=")


def _read_cursor(text: str | None, kind: Any) -> Any:  # noqa: ANN401 - the caller names the type
    if text is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise PaduError("page.bad_parameter", "the place in the list cannot be read", todo="begin at the first page") from error
