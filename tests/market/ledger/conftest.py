"""Postings for tests, made from a few facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import ledger
from padu.market.ledger import Account

AT = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
SHOP = UUID("018d6a00-0000-7000-8000-000000000001")


def paid(amount: int = 100_000, **facts: Any) -> ledger.Posting:  # noqa: ANN401 - any field of a posting, each of its own type
    """A buyer has paid so many rupiah into escrow; `facts` change the posting."""
    values: dict[str, Any] = {
        "shop_id": SHOP,
        "posting_id": ledger.PostingId(new_id()),
        "kind": "payment_settled",
        "reference": "order:1",
        "at": AT,
        "lines": (
            ledger.debit(Account.GATEWAY_CLEARING, Money(amount)),
            ledger.credit(Account.BUYER_ESCROW, Money(amount)),
        ),
    }
    return ledger.Posting(**(values | facts))


@pytest.fixture
def make_posting() -> Callable[..., ledger.Posting]:
    return paid
