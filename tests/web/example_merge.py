"""Merges to look at: one under way, one finished with everything accounted for, one that lost a record, none at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Money
from padu.platform.unit_of_work import UnitOfWork
from padu.web.operations import (
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

RUNNING = UUID("018d6000-0000-7000-8000-000000000001")
FINISHED = UUID("018d6000-0000-7000-8000-000000000002")
BROKEN = UUID("018d6000-0000-7000-8000-000000000003")
FAILED = UUID("018d6000-0000-7000-8000-000000000004")
LIVE = UUID("018d6000-0000-7000-8000-000000000005")
START = dt.datetime(2026, 12, 12, 7, 5, tzinfo=dt.UTC)

_FIGURES = {
    ("tokopedia", "seller"): (600, 600, 0, 0, 0, 0),
    ("tokopedia", "listing"): (9_000, 8_941, 0, 12, 0, 47),
    ("tokopedia", "order"): (1_610, 1_598, 0, 0, 0, 12),
    ("tokopedia", "review"): (4_812, 4_790, 0, 14, 0, 8),
    ("tiktok_shop", "seller"): (400, 214, 171, 3, 12, 0),
    ("tiktok_shop", "listing"): (6_000, 4_388, 1_394, 71, 96, 51),
    ("tiktok_shop", "order"): (1_412, 1_371, 0, 4, 31, 6),
    ("tiktok_shop", "return"): (118, 115, 0, 0, 3, 0),
    ("tiktok_shop", "review"): (3_020, 2_975, 0, 9, 32, 4),
    ("tiktok_shop", "video"): (380, 0, 0, 380, 0, 0),
}
_NAMES = ("source", "created", "merged", "rejected", "waiting", "quarantined")

QUARANTINE = tuple(
    QuarantineRow(
        platform="tokopedia" if number % 2 else "tiktok_shop",
        kind="listing" if number % 3 else "order",
        file=f"bulk/toko-berkah-jaya-{number}.xlsx" if number % 2 else f"74958{number}/product.202309.products.jsonl",
        row=4 + number * 3,
        field=("Harga*", "skus[0].inventory[0].quantity", "Kondisi")[number % 3],
        value=("25,000", "-4", "=HYPERLINK(1)")[number % 3],
        code=("price.comma", "stock.negative", "enum.unknown")[number % 3],
        reason=(
            "the price '25,000' has a comma: write 25000",
            "the stock -4 is below zero",
            "'=HYPERLINK(1)' is not a condition: Baru or Bekas",
        )[number % 3],
    )
    for number in range(25)
)

PAIRS = (
    WaitingPair(
        kind="seller",
        left_platform="tiktok_shop",
        left_id="7495812345678",
        left_title="Batik Ayu Official",
        right_platform="tokopedia",
        right_id="batikayujogja",
        right_title="Batik Ayu Jogja",
        probability=0.874,
        reason="Perhaps the same seller: a person must look",
        reason_indonesian="Mungkin penjual yang sama: perlu mata manusia",
        evidence=(
            Evidence(field="name", left="Batik Ayu Official", right="Batik Ayu Jogja", weight=3.1),
            Evidence(field="phone", left="62812••••991", right="", weight=None),
            Evidence(field="city", left="Sleman", right="Kota Yogyakarta", weight=-1.4),
            Evidence(field="titles", left="14 / 22", right="14 / 31", weight=4.6),
        ),
    ),
    WaitingPair(
        kind="listing",
        left_platform="tiktok_shop",
        left_id="1729384756001",
        left_title="<b>PROMO</b> Kemeja Btk Pria Lgn Pjg motif kawung ORIGINAL murah meriah gratis ongkir seluruh Indonesia",
        right_platform="tokopedia",
        right_id="batikayujogja/KB-014",
        right_title="Kemeja Batik Pria Lengan Panjang Motif Kawung",
        probability=0.62,
        reason="Perhaps the same thing: a person must look",
        reason_indonesian="Mungkin barang yang sama: perlu mata manusia",
        evidence=(Evidence(field="title", left="kemeja batik pria", right="kemeja batik pria", weight=2.2),),
    ),
)


def example(state: str, *, lost: int = 0) -> MergeView:
    """A merge in one of the states a page must show."""
    running = state == "running"
    rows = tuple(
        RecordRow(platform=platform, kind=kind, unaccounted=0, **dict(zip(_NAMES, figures, strict=True)))
        for (platform, kind), figures in _FIGURES.items()
    )
    if lost:
        rows = (msgspec.structs.replace(rows[0], created=rows[0].created - lost, unaccounted=lost), *rows[1:])
    done = (("finished", 812, 812, 9.4), ("finished", 15_000, 15_000, 11.2), ("finished", 27_352, 27_352, 3.8))
    last = (
        (("running", 11_200, 27_352, 6.1), ("waiting", 0, 0, 0.0))
        if running
        else (("finished", 27_352, 27_352, 9.7), ("finished", 9, 9, 1.2))
    )
    failed = (("failed", 11_200, 27_352, 6.1), ("waiting", 0, 0, 0.0))
    progress = (*done, *(failed if state == "failed" else last))
    whole = state == "finished"
    return MergeView(
        run_id={"running": RUNNING, "failed": FAILED}.get(state, BROKEN if lost else FINISHED),
        label="exports/social/tiktok-shop → exports/market/tokopedia",
        state=state,
        started_at=START,
        now=START + dt.timedelta(seconds=41),
        finished_at=None if running else START + dt.timedelta(seconds=36),
        error="[database.away] the market's database went away" if state == "failed" else None,
        steps=tuple(
            MergeStep(name=name, state=step, done=count, total=total, seconds=seconds)
            for name, (step, count, total, seconds) in zip(("read", "match", "plan", "apply", "reconcile"), progress, strict=True)
        ),
        rows=rows if whole else (),
        stock=(
            StockLine("source", 812_340),
            StockLine("on_market", 748_211),
            StockLine("counted_twice", 58_113),
            StockLine("rejected", 1_902),
            StockLine("waiting", 4_114),
            StockLine("difference", 0),
        ) if whole else (),
        money=(
            MoneyLine("source", Money(384_915_500)),
            MoneyLine("on_market", Money(378_002_000)),
            MoneyLine("rejected", Money(913_500)),
            MoneyLine("waiting", Money(6_000_000)),
            MoneyLine("difference", Money(0)),
        ) if whole else (),
        checks=(
            CheckLine("records_accounted", not lost, f"tokopedia seller: {lost}" if lost else "all 27352 source records"),
            CheckLine("stock_agrees", held=True, detail="812340 units in the sources, difference 0"),
            CheckLine("stock_explained", held=True, detail="0 shelves that their journal does not explain"),
            CheckLine("money_agrees_idr", held=True, detail="384915500 IDR in open orders, difference 0"),
        ) if whole else (),
        quality=(QualityLine("seller", 0.994, 0.951), QualityLine("listing", 0.987, 0.928)) if whole else (),
        quarantine=QuarantinePage(rows=QUARANTINE[:10], codes=_codes(), next="dua") if whole else QuarantinePage(rows=(), codes=()),
        waiting=WaitingPage(pairs=PAIRS, total=108, next="dua") if whole else WaitingPage(pairs=(), total=0),
    )  # fmt: skip


def _codes() -> tuple[CodeCount, ...]:
    codes = sorted({row.code for row in QUARANTINE})
    return tuple(CodeCount(code, sum(row.code == code for row in QUARANTINE)) for code in codes)


class ExampleMerges:
    """Gives the examples; `state` says which is the latest: running, finished, failed or none.

    The run `LIVE` is under way the first two times it is asked for, then finished.
    """

    def __init__(self, state: str = "finished") -> None:
        self.state = state
        self.asked = 0

    async def overview(self, uow: UnitOfWork, question: MergeQuestion) -> MergeView | None:
        """The run asked for, else the latest."""
        del uow
        self.asked += question.run_id == LIVE
        live = example("running" if self.asked <= 2 else "finished")
        runs = {
            LIVE: live,
            RUNNING: example("running"),
            FINISHED: example("finished"),
            BROKEN: example("finished", lost=2),
            FAILED: example("failed"),
        }
        view = runs.get(question.run_id) if question.run_id else None if self.state == "none" else example(self.state)
        if view is None:
            return None
        if question.quarantine_after not in {None, "dua"}:
            raise PaduError("page.bad_parameter", "not one of our cursors")
        rows = [row for row in QUARANTINE if question.code in {None, row.code}]
        part = rows[10:20] if question.quarantine_after else rows[:10]
        page = msgspec.structs.replace(view.quarantine, rows=tuple(part) if view.rows else (), code=question.code)
        return msgspec.structs.replace(view, quarantine=page)

    async def quarantine_rows(self, uow: UnitOfWork, run_id: UUID, code: str | None) -> AsyncIterator[QuarantineRow]:
        """All of them, narrowed by code."""
        del uow, run_id
        for row in QUARANTINE:
            if code in {None, row.code}:
                yield row
