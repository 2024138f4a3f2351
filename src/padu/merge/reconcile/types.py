"""The reconciliation: every record, unit and rupiah of the sources, and where it is now."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class KindAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one platform and kind. `created` and `merged` count only records whose row was found on the market."""

    platform: str
    kind: str
    source: int
    created: int
    merged: int
    rejected: int
    waiting: int
    quarantined: int

    @property
    def unaccounted(self) -> int:
        """Source records that are nowhere; 0 in a merge that lost nothing."""
        return self.source - self.created - self.merged - self.rejected - self.waiting - self.quarantined


class StockAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Units of stock in readable listings. `on_market` is the sum of the journal entries that this run wrote."""

    source: int
    on_market: int
    counted_twice: int
    rejected: int
    waiting: int
    known: int
    journal_disagreements: int

    @property
    def difference(self) -> int:
        """Units that nothing explains; 0 in a merge that lost nothing."""
        return self.source - self.on_market - self.counted_twice - self.rejected - self.waiting - self.known


class MoneyAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What buyers owe or have paid in open orders, in one currency. `on_market` is read from the market's own orders."""

    currency: str
    source: Decimal
    on_market: Decimal
    counted_twice: Decimal
    rejected: Decimal
    waiting: Decimal
    known: Decimal

    @property
    def difference(self) -> Decimal:
        """Money that nothing explains; 0 in a merge that lost nothing."""
        return self.source - self.on_market - self.counted_twice - self.rejected - self.waiting - self.known


class FileAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Files and their rows: each row read is part of a record, of the quarantine, or says that it holds none."""

    files: int
    rows: int
    unreadable_files: int


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must hold, whether it does, and the figures it rests on."""

    name: str
    held: bool
    detail: str


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did, checked against the market itself. `ledger_imbalance` is in rupiah: debits less credits of all its books."""

    kinds: tuple[KindAccount, ...]
    stock: StockAccount
    money: tuple[MoneyAccount, ...]
    files: FileAccount
    rules: dict[str, int]
    checks: tuple[Check, ...]
    ledger_imbalance: int = 0

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not hold."""
        return tuple(check for check in self.checks if not check.held)
