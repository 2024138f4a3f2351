"""The ledger over all shops, for whoever checks it: each account's total, and postings with their lines, newest first."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, select, tuple_

from padu.kernel.money import Money
from padu.market.ledger.tables import ledger_entry, ledger_posting
from padu.market.ledger.types import Account, Line, Posting, PostingId
from padu.platform.unit_of_work import UnitOfWork


class AccountTotal(msgspec.Struct, frozen=True, kw_only=True):
    """An account over all shops: debits less credits, and how many entries of how many shops that is."""

    account: Account
    balance: Money
    entries: int
    shops: int


class PostingPlace(msgspec.Struct, frozen=True):
    """Where a posting stands in the list over all shops, newest first."""

    at: dt.datetime
    shop_id: UUID
    posting_id: UUID


async def total_balances(uow: UnitOfWork) -> tuple[AccountTotal, ...]:
    """Every account that was ever posted to; the balances sum to zero. Reads every entry."""
    entry = ledger_entry.c
    statement = select(
        entry.account,
        func.sum(entry.amount_idr).label("balance"),
        func.count().label("entries"),
        func.count(entry.shop_id.distinct()).label("shops"),
    )
    found = await uow.connection.execute(statement.group_by(entry.account).order_by(entry.account))
    return tuple(
        AccountTotal(account=Account(row.account), balance=Money(int(row.balance)), entries=row.entries, shops=row.shops) for row in found
    )


async def newest_postings(uow: UnitOfWork, *, after: PostingPlace | None = None, limit: int = 50) -> tuple[Posting, ...]:
    """At most `limit` postings of all shops, newest first, from behind the place `after`."""
    posting, entry = ledger_posting.c, ledger_entry.c
    asked = select(ledger_posting).order_by(posting.at.desc(), posting.shop_id, posting.posting_id).limit(limit)
    if after is not None:
        later = tuple_(posting.shop_id, posting.posting_id) > tuple_(literal(after.shop_id), literal(after.posting_id))
        asked = asked.where((posting.at < after.at) | ((posting.at == after.at) & later))
    postings = (await uow.connection.execute(asked)).all()
    keys = [(row.shop_id, row.posting_id) for row in postings]
    lines: dict[tuple[UUID, UUID], list[Line]] = {key: [] for key in keys}
    if keys:
        of_these = select(ledger_entry).where(tuple_(entry.shop_id, entry.posting_id).in_(keys)).order_by(entry.line_no)
        for row in await uow.connection.execute(of_these):
            lines[row.shop_id, row.posting_id].append(Line(Account(row.account), Money(row.amount_idr), row.party))
    return tuple(
        Posting(
            shop_id=row.shop_id,
            posting_id=PostingId(row.posting_id),
            kind=row.kind,
            reference=row.reference,
            at=row.at,
            memo=row.memo,
            lines=tuple(lines[row.shop_id, row.posting_id]),
        )
        for row in postings
    )
