"""A shop's money: what is held for it, what it has earned, and each posting that made it so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.response import Stream

from padu.kernel.money import ZERO, Money
from padu.market.ledger import Account, StatementLine, StatementPlace, balances, on_normal_side, statement
from padu.web.seller.own_shops import OwnShops, Slug, own_shops, seller_of
from padu.web.ui import NotHereError, WebRequest, read_cursor, read_query, reading, respond, write_cursor
from padu.web.ui.csv_export import Cell, export_csv

_PAGE = 50
_EXPORTED_AT_ONCE = 500
_COLUMNS = ("at", "account", "kind", "reference", "amount_idr", "posting_id", "line_no")
# Of the ledger's accounts, those that a shop lives by. What the market earns or owes to others is not the shop's to read.
_ACCOUNTS = {
    "tertahan": Account.BUYER_ESCROW,
    "hak": Account.SELLER_PAYABLE,
    "cair": Account.PAYOUT_CLEARING,
    "kembali": Account.REFUND_PAYABLE,
}
AccountName = Literal["tertahan", "hak", "cair", "kembali"]


class BalanceQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which account's statement."""

    toko: Slug = ""
    akun: AccountName = "hak"
    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a statement: above zero the account grew. `order_id`: the order it rests on, where it is one."""

    line: StatementLine
    amount: Money
    order_id: UUID | None


class BalanceView(msgspec.Struct, frozen=True, kw_only=True):
    """What each account holds, and a page of one account's statement."""

    own: OwnShops
    account: AccountName
    balances: dict[str, Money]
    entries: tuple[Entry, ...]
    next: str | None
    here: str = "balance"


@get("/penjual/saldo", name="seller-balance")
async def show_balance(request: WebRequest) -> Response[Any]:
    """What is held for the shop, what it has earned, what is on its way, and one account's statement, the newest first."""
    seller = await seller_of(request)
    query = read_query(request, BalanceQuery)
    after = read_cursor(query.setelah, StatementPlace)
    account = _ACCOUNTS[query.akun]
    async with reading(request) as uow:
        own = await own_shops(uow, seller, query.toko)
        standing = await balances(uow, own.shop.shop_id) if own.shop else {}
        lines = await statement(uow, own.shop.shop_id, account, after, _PAGE + 1) if own.shop else []
    view = BalanceView(
        own=own,
        account=query.akun,
        balances={name: on_normal_side(one, standing.get(one, ZERO)) for name, one in _ACCOUNTS.items()},
        entries=tuple(_entry(account, line) for line in lines[:_PAGE]),
        next=write_cursor(lines[_PAGE - 1].place) if len(lines) > _PAGE else None,
    )
    return respond(request, "seller/balance.html", view)


@get("/penjual/saldo.csv", name="seller-balance-export")
async def export_balance(request: WebRequest) -> Stream:
    """One account's whole statement as a CSV file; times are UTC, amounts whole rupiah, above zero where the account grew."""
    seller = await seller_of(request)
    query = read_query(request, BalanceQuery)
    account = _ACCOUNTS[query.akun]
    async with reading(request) as uow:
        own = await own_shops(uow, seller, query.toko)
    if own.shop is None:
        raise NotHereError("the seller runs no shop")
    shop = own.shop

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        after: StatementPlace | None = None
        while True:
            async with reading(request) as uow:
                lines = await statement(uow, shop.shop_id, account, after, _EXPORTED_AT_ONCE)
            for line in lines:
                amount = on_normal_side(account, line.amount)
                yield line.at, account.value, line.kind, line.reference, amount, str(line.posting_id), line.line_no
            if len(lines) < _EXPORTED_AT_ONCE:
                return
            after = lines[-1].place

    return export_csv(f"saldo-{shop.slug}-{query.akun}", _COLUMNS, rows())


def _entry(account: Account, line: StatementLine) -> Entry:
    kind, _, rest = line.reference.partition(":")
    try:
        order_id = UUID(rest) if kind == "order" else None
    except ValueError:
        order_id = None
    return Entry(line=line, amount=on_normal_side(account, line.amount), order_id=order_id)
