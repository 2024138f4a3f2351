"""The ledger over all shops: totals that sum to zero, and every posting once, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from padu.kernel.ids import new_id
from padu.kernel.money import ZERO, Money
from padu.market import ledger
from padu.market.ledger import Account, Posting, PostingPlace
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
MakePosting = Callable[..., Posting]


async def test_totals_are_over_all_shops_and_sum_to_zero(market: UnitOfWork, make_posting: MakePosting) -> None:
    assert await ledger.total_balances(market) == ()
    await ledger.post(market, [make_posting(amount, shop_id=new_id()) for amount in (1_000, 20_000, 300_000)])
    totals = {total.account: total for total in await ledger.total_balances(market)}
    clearing = totals[Account.GATEWAY_CLEARING]
    assert (clearing.balance, clearing.entries, clearing.shops) == (Money(321_000), 3, 3)
    assert sum((total.balance for total in totals.values()), ZERO) == ZERO


async def test_postings_of_all_shops_come_newest_first_and_each_once(market: UnitOfWork, make_posting: MakePosting) -> None:
    began = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
    made = [make_posting(shop_id=new_id(), at=began + dt.timedelta(minutes=number // 3)) for number in range(10)]
    await ledger.post(market, made)
    read: list[Posting] = []
    while page := await ledger.newest_postings(market, limit=4, after=_place(read[-1]) if read else None):
        read += page
    assert sorted(read, key=_place_key) == sorted(made, key=_place_key)
    assert [posting.at for posting in read] == sorted((posting.at for posting in made), reverse=True)


def _place(posting: Posting) -> PostingPlace:
    return PostingPlace(posting.at, posting.shop_id, posting.posting_id)


def _place_key(posting: Posting) -> tuple[dt.datetime, object, object]:
    return posting.at, posting.shop_id, posting.posting_id
