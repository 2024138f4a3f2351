"""The ledger: where every rupiah of the marketplace comes from and where it goes, in double entry, shop by shop.

Invariants: the lines of a posting sum to zero, as the rules hold and the database's function holds again; a posting is written
once, whole, and never changed or removed: the servers' role has no right to; a repeated one changes nothing. What somebody wrote
around the function, or changed with an owner's rights, `verify_ledger` finds.
Tables owned: `ledger_posting`, `ledger_entry`, with the function `post_ledger`. Events told: none; the ledger knows nobody.
"""

from padu.market.ledger.commands.post import post
from padu.market.ledger.commands.verify_ledger import verify_ledger
from padu.market.ledger.queries import balances, statement
from padu.market.ledger.read_all_shops import AccountTotal, PostingPlace, newest_postings, total_balances
from padu.market.ledger.rules import fold, on_normal_side
from padu.market.ledger.types import (
    CHART,
    Account,
    AccountFacts,
    AccountKind,
    LedgerError,
    LedgerVerdict,
    Line,
    Posting,
    PostingDisagreement,
    PostingId,
    Side,
    StatementLine,
    StatementPlace,
    credit,
    debit,
)

__all__ = [
    "CHART",
    "Account",
    "AccountFacts",
    "AccountKind",
    "AccountTotal",
    "LedgerError",
    "LedgerVerdict",
    "Line",
    "Posting",
    "PostingDisagreement",
    "PostingId",
    "PostingPlace",
    "Side",
    "StatementLine",
    "StatementPlace",
    "balances",
    "credit",
    "debit",
    "fold",
    "newest_postings",
    "on_normal_side",
    "post",
    "statement",
    "total_balances",
    "verify_ledger",
]
