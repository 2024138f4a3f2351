"""The regulator's ledger: recomputed each time it is looked at, totals over all shops, and every posting."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.market import ledger
from padu.market.ledger import CHART, AccountTotal, LedgerVerdict, Posting, PostingPlace, on_normal_side
from padu.web.ui import WebRequest, read_cursor, read_query, reading, require_visitor, respond, write_cursor
from padu.web.ui.csv_export import Cell, export_csv

PER_PAGE = 30
_AT_ONCE = 500
BALANCE_COLUMNS = ("account", "kind", "balance_idr", "entries", "shops")
POSTING_COLUMNS = ("shop_id", "posting_id", "at", "kind", "reference", "line_no", "account", "party", "amount_idr")


class LedgerQuery(msgspec.Struct, frozen=True):
    """What the address may ask: where to go on."""

    setelah: Annotated[str, msgspec.Meta(max_length=400)] = ""


class LedgerView(msgspec.Struct, frozen=True, kw_only=True):
    """What recomputing found at `at`, every account over all shops (debits less credits), and a page of postings."""

    at: dt.datetime
    verdict: LedgerVerdict
    totals: tuple[AccountTotal, ...]
    postings: tuple[Posting, ...]
    asked: LedgerQuery
    next: str | None

    @property
    def kinds(self) -> dict[str, str]:
        """Each account's kind."""
        return {total.account.value: CHART[total.account].kind.value for total in self.totals}


@get("/pengawas/buku-besar", name="oversight-ledger")
async def show_ledger(request: WebRequest) -> Response[Any]:
    """The whole ledger, verified now."""
    await require_visitor(request, "regulator")
    asked = read_query(request, LedgerQuery)
    async with reading(request) as uow:
        found = await ledger.newest_postings(uow, after=read_cursor(asked.setelah, PostingPlace), limit=PER_PAGE + 1)
        view = LedgerView(
            at=uow.clock.now(),
            verdict=await ledger.verify_ledger(uow),
            totals=await ledger.total_balances(uow),
            postings=found[:PER_PAGE],
            asked=asked,
            next=write_cursor(_place(found[PER_PAGE - 1])) if len(found) > PER_PAGE else None,
        )
    return respond(request, "oversight/ledger.html", view)


@get("/pengawas/saldo.csv", name="oversight-balances-export")
async def export_balances(request: WebRequest) -> Stream:
    """Every account over all shops, on the side that it grows on."""
    await require_visitor(request, "regulator")
    async with reading(request) as uow:
        totals = await ledger.total_balances(uow)

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        for total in totals:
            balance = on_normal_side(total.account, total.balance)
            yield (total.account.value, CHART[total.account].kind.value, balance, total.entries, total.shops)

    return export_csv("saldo", BALANCE_COLUMNS, rows())


@get("/pengawas/pembukuan.csv", name="oversight-postings-export")
async def export_postings(request: WebRequest) -> Stream:
    """Every line of every posting, the newest posting first; debits above zero, credits below."""
    await require_visitor(request, "regulator")

    async def rows() -> AsyncIterator[tuple[Cell, ...]]:
        after: PostingPlace | None = None
        async with reading(request) as uow:
            while page := await ledger.newest_postings(uow, after=after, limit=_AT_ONCE):
                for posting in page:
                    for cells in _lines(posting):
                        yield cells
                after = _place(page[-1])

    return export_csv("pembukuan", POSTING_COLUMNS, rows())


def _lines(posting: Posting) -> list[tuple[Cell, ...]]:
    head = (str(posting.shop_id), str(posting.posting_id), posting.at, posting.kind, posting.reference)
    return [(*head, number, line.account.value, _id(line.party), line.amount) for number, line in enumerate(posting.lines, start=1)]


def _id(party: UUID | None) -> str:
    return str(party) if party else ""


def _place(posting: Posting) -> PostingPlace:
    return PostingPlace(posting.at, posting.shop_id, posting.posting_id)
