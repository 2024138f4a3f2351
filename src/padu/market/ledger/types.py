"""The ledger's chart of accounts, postings and errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Money

PostingId = NewType("PostingId", UUID)


class Side(StrEnum):
    """The side of an account; a debit is stored above zero, a credit below."""

    DEBIT = "debit"
    CREDIT = "credit"


class AccountKind(StrEnum):
    """What an account tells of the marketplace."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def normal_side(self) -> Side:
        """The side on which an account of this kind grows."""
        return Side.DEBIT if self in {AccountKind.ASSET, AccountKind.EXPENSE} else Side.CREDIT


class Account(StrEnum):
    """The accounts that every shop has. A new one needs a revision that widens the check on `ledger_entry`."""

    GATEWAY_CLEARING = "gateway_clearing"
    BANK = "bank"
    BUYER_ESCROW = "buyer_escrow"
    SELLER_PAYABLE = "seller_payable"
    CREATOR_COMMISSION_PAYABLE = "creator_commission_payable"
    COURIER_PAYABLE = "courier_payable"
    TAX_PAYABLE = "tax_payable"
    REFUND_PAYABLE = "refund_payable"
    PAYOUT_CLEARING = "payout_clearing"
    PLATFORM_COMMISSION = "platform_commission"
    VOUCHERS = "vouchers"
    GATEWAY_FEES = "gateway_fees"


class AccountFacts(msgspec.Struct, frozen=True):
    """An account's kind, why it stands, and whether each of its entries names a party."""

    kind: AccountKind
    reason: str
    has_party: bool = False


_ASSET, _LIABILITY, _INCOME, _EXPENSE = AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.INCOME, AccountKind.EXPENSE

# Only a creator is named: buyers are found through the order that a posting refers to, because an append-only book could
# never forget them; the seller is the shop itself.
CHART: Mapping[Account, AccountFacts] = MappingProxyType(
    {
        Account.GATEWAY_CLEARING: AccountFacts(_ASSET, "buyers have paid it to the payment gateway, which has not settled it yet"),
        Account.BANK: AccountFacts(_ASSET, "the gateway has settled it; payouts and refunds leave from here"),
        Account.BUYER_ESCROW: AccountFacts(_LIABILITY, "held for the buyer until the goods are received, then owed to others"),
        Account.SELLER_PAYABLE: AccountFacts(_LIABILITY, "the shop has earned it and may have it paid out"),
        Account.CREATOR_COMMISSION_PAYABLE: AccountFacts(_LIABILITY, "the creator who led a buyer here has earned it", has_party=True),
        Account.COURIER_PAYABLE: AccountFacts(_LIABILITY, "the courier has earned it by carrying the parcel"),
        Account.TAX_PAYABLE: AccountFacts(_LIABILITY, "withheld for the state and not yet paid to it"),
        Account.REFUND_PAYABLE: AccountFacts(_LIABILITY, "granted to the buyer and not yet sent back by the gateway"),
        Account.PAYOUT_CLEARING: AccountFacts(_LIABILITY, "ordered to be paid out and not yet confirmed by the bank"),
        Account.PLATFORM_COMMISSION: AccountFacts(_INCOME, "the marketplace's share of a sale"),
        Account.VOUCHERS: AccountFacts(_EXPENSE, "discounts that the marketplace gives; a regulator asks who funded them"),
        Account.GATEWAY_FEES: AccountFacts(_EXPENSE, "what the payment gateway keeps for its work"),
    }
)


class Line(msgspec.Struct, frozen=True):
    """An amount on an account: above zero a debit, below zero a credit. `debit()` and `credit()` spare the sign."""

    account: Account
    amount: Money
    party: UUID | None = None


def debit(account: Account, amount: Money, party: UUID | None = None) -> Line:
    """A line that debits the account."""
    return Line(account, amount, party)


def credit(account: Account, amount: Money, party: UUID | None = None) -> Line:
    """A line that credits the account."""
    return Line(account, -amount, party)


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of one shop that balance to zero, for a reason.

    `posting_id` is the fact's own: recorded once, it is never recorded again, so derive it from the fact where the fact may be
    told twice. `kind` is a word of the caller's (`payment_settled`), `reference` names what it rests on (`order:…`, at most 200
    characters), `at` is when it happened, in UTC.
    """

    shop_id: UUID
    posting_id: PostingId
    kind: str
    reference: str
    at: dt.datetime
    lines: tuple[Line, ...]
    memo: str = ""

    @property
    def content(self) -> tuple[str, str, tuple[Line, ...]]:
        """What a repeated posting must repeat; its time and memo stay as first recorded."""
        return self.kind, self.reference, self.lines


class ShopPostings(msgspec.Struct, frozen=True):
    """Distinct postings of one shop, in id order."""

    shop_id: UUID
    postings: tuple[Posting, ...]


class StatementPlace(msgspec.Struct, frozen=True):
    """The place of a line in an account's statement, from which the next page goes on."""

    at: dt.datetime
    posting_id: PostingId
    line_no: int


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of an account, with what its posting says of it."""

    posting_id: PostingId
    line_no: int
    at: dt.datetime
    kind: str
    reference: str
    memo: str
    party: UUID | None
    amount: Money

    @property
    def place(self) -> StatementPlace:
        """Where it stands; the next page begins after it."""
        return StatementPlace(self.at, self.posting_id, self.line_no)


class PostingDisagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A posting that no longer says what was posted: `off` is debits less credits; `intact` tells whether its digest still fits."""

    shop_id: UUID
    posting_id: PostingId
    off: Money
    intact: bool


class LedgerVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What recomputing the whole ledger found; sound where `imbalance` is zero and nothing disagrees."""

    postings: int
    imbalance: Money
    disagreements: tuple[PostingDisagreement, ...]


class LedgerError(PaduError):
    """Money that would come from nowhere or go nowhere."""
