"""What may be posted, and what postings make of balances; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from padu.kernel.money import ZERO, Money
from padu.market.ledger.types import CHART, Account, LedgerError, Line, Posting, PostingId, ShopPostings, Side

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REFERENCE = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}")
_MOST = 2**63 - 1  # rupiah; what the database's bigint holds


def gather_by_shop(postings: Sequence[Posting]) -> tuple[ShopPostings, ...]:
    """Check every posting and put them in the order in which they are written: by shop, then by posting.

    A posting given twice is kept once. Raises `LedgerError`: `ledger.empty`, `ledger.unbalanced`, `ledger.unknown_account`,
    `ledger.malformed`, or `ledger.posting_differs` where an id stands for two different postings.
    """
    by_shop: defaultdict[UUID, dict[PostingId, Posting]] = defaultdict(dict)
    for posting in postings:
        _check(posting)
        known = by_shop[posting.shop_id].setdefault(posting.posting_id, posting)
        if known.content != posting.content:
            raise LedgerError(
                "ledger.posting_differs",
                f"posting {posting.posting_id} is given twice with different content",
                where=_place(posting),
                todo="give another fact an id of its own",
            )
    return tuple(
        ShopPostings(shop_id, tuple(distinct[posting_id] for posting_id in sorted(distinct)))
        for shop_id, distinct in sorted(by_shop.items())
    )


def fold(lines: Iterable[Line]) -> dict[Account, Money]:
    """Debits less credits of each account that the lines touch."""
    balances: defaultdict[Account, Money] = defaultdict(lambda: ZERO)
    for line in lines:
        balances[line.account] += line.amount
    return dict(balances)


def on_normal_side(account: Account, balance: Money) -> Money:
    """A balance (debits less credits) as its account is read: what is owed, held, earned or spent is above zero."""
    return balance if CHART[account].kind.normal_side is Side.DEBIT else -balance


def _check(posting: Posting) -> None:
    if not _KIND.fullmatch(posting.kind):
        raise _malformed(posting, f"{posting.kind!r} is not a kind of posting", "write a word of a-z, 0-9 and _, at most 40 characters")
    if not _REFERENCE.fullmatch(posting.reference):
        raise _malformed(posting, f"{posting.reference!r} is not a reference", "name what it rests on in 1 to 200 printable characters")
    if "\x00" in posting.memo:
        raise _malformed(posting, "the memo holds a NUL character", "leave it out; the database stores none")
    if posting.at.tzinfo is None:
        raise _malformed(posting, f"{posting.at} has no time zone", "give the time in UTC")
    if not posting.lines:
        raise LedgerError("ledger.empty", f"posting {posting.posting_id} has no lines", where=_place(posting), todo="leave it out")
    for line in posting.lines:
        _check_line(posting, line)
    off = sum(line.amount.rupiah for line in posting.lines)
    if off:
        raise LedgerError(
            "ledger.unbalanced",
            f"debits less credits of posting {posting.posting_id} are {off} rupiah, not 0",
            where=_place(posting),
            todo="say where the money comes from and where it goes",
        )


def _check_line(posting: Posting, line: Line) -> None:
    if line.account not in CHART:
        raise LedgerError(
            "ledger.unknown_account",
            f"there is no account {str(line.account)!r}",
            where=_place(posting),
            todo=f"use one of {', '.join(CHART)}",
        )
    if not line.amount:
        raise LedgerError("ledger.empty", f"a line on {line.account} moves nothing", where=_place(posting), todo="leave the line out")
    if abs(line.amount.rupiah) > _MOST:
        raise _malformed(posting, f"{line.amount.rupiah} rupiah on {line.account} cannot be stored", f"post at most {_MOST} a line")
    if CHART[line.account].has_party != (line.party is not None):
        must = "must name its party" if CHART[line.account].has_party else "names no party"
        raise _malformed(posting, f"a line on {line.account} {must}", "give a party to the accounts that have one, and only to them")


def _malformed(posting: Posting, what: str, todo: str) -> LedgerError:
    return LedgerError("ledger.malformed", what, where=_place(posting), todo=todo)


def _place(posting: Posting) -> str:
    return f"shop {posting.shop_id}, posting {posting.posting_id}"
