"""Reads of the ledger: balances of a shop's accounts, and an account's statement page by page."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, func, literal, select, tuple_

from padu.kernel.money import Money
from padu.market.ledger.tables import ledger_entry, ledger_posting
from padu.market.ledger.types import Account, PostingId, StatementLine, StatementPlace
from padu.platform.unit_of_work import UnitOfWork


async def balances(uow: UnitOfWork, shop_id: UUID, *, party: UUID | None = None) -> dict[Account, Money]:
    """Debits less credits of each account of a shop that was ever posted to; they sum to zero. With `party`, only what names it.

    Summed from the entries each time (an index scan over the shop's), since a stored balance would be a row that every order of
    the shop waits for. `rules.on_normal_side` turns a balance into what is owed or earned.
    """
    statement = select(ledger_entry.c.account, func.sum(ledger_entry.c.amount_idr).label("balance"))
    statement = statement.where(ledger_entry.c.shop_id == shop_id).group_by(ledger_entry.c.account).order_by(ledger_entry.c.account)
    if party is not None:
        statement = statement.where(ledger_entry.c.party == party)
    return {Account(row.account): Money(int(row.balance)) for row in await uow.connection.execute(statement)}


async def statement(
    uow: UnitOfWork, shop_id: UUID, account: Account, after: StatementPlace | None = None, limit: int = 50
) -> list[StatementLine]:
    """At most `limit` entries of a shop's account, newest first, from behind the place `after`: the last line's of the page before."""
    entry = ledger_entry.c
    page = select(ledger_entry).where(entry.shop_id == shop_id, entry.account == account.value)
    if after is not None:
        page = page.where(
            tuple_(entry.at, entry.posting_id, entry.line_no) < tuple_(literal(after.at), literal(after.posting_id), literal(after.line_no))
        )
    page_of = page.order_by(entry.at.desc(), entry.posting_id.desc(), entry.line_no.desc()).limit(bindparam("most", limit)).subquery()
    found = await uow.connection.execute(
        select(page_of, ledger_posting.c.kind, ledger_posting.c.reference, ledger_posting.c.memo)
        .join(ledger_posting, (ledger_posting.c.shop_id == page_of.c.shop_id) & (ledger_posting.c.posting_id == page_of.c.posting_id))
        .order_by(page_of.c.at.desc(), page_of.c.posting_id.desc(), page_of.c.line_no.desc())
    )
    return [
        StatementLine(
            posting_id=PostingId(row.posting_id),
            line_no=row.line_no,
            at=row.at,
            kind=row.kind,
            reference=row.reference,
            memo=row.memo,
            party=row.party,
            amount=Money(row.amount_idr),
        )
        for row in found
    ]
