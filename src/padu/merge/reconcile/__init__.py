"""Proves what a merge did: every record, unit and rupiah of the sources, and where it is now.

Invariants: figures of the market come from the market's own tables, never from the plan that was meant to write them.
Tables owned: none. Events told: none yet.
"""

from padu.merge.reconcile.queries import count_so_far
from padu.merge.reconcile.reconcile import check, reconcile
from padu.merge.reconcile.types import Check, FileAccount, KindAccount, MoneyAccount, Reconciliation, StockAccount

__all__ = [
    "Check",
    "FileAccount",
    "KindAccount",
    "MoneyAccount",
    "Reconciliation",
    "StockAccount",
    "check",
    "count_so_far",
    "reconcile",
]
