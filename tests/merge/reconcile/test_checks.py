from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from padu.merge.reconcile import KindAccount, MoneyAccount, StockAccount, check

LISTINGS = KindAccount(platform="tiktok_shop", kind="listing", source=10, created=4, merged=3, rejected=1, waiting=1, quarantined=1)
STOCK = StockAccount(source=100, on_market=70, counted_twice=20, rejected=6, waiting=3, known=1, journal_disagreements=0)
MONEY = MoneyAccount(
    currency="IDR", source=Decimal(900), on_market=Decimal(700), counted_twice=Decimal(100), rejected=Decimal(0), waiting=Decimal(100),
    known=Decimal(0),
)  # fmt: skip


def failed(kinds: KindAccount = LISTINGS, stock: StockAccount = STOCK, money: MoneyAccount = MONEY) -> list[str]:
    return [found.name for found in check((kinds,), stock, (money,)) if not found.held]


def test_a_merge_that_adds_up_passes_every_check() -> None:
    assert failed() == []
    assert (LISTINGS.unaccounted, STOCK.difference, MONEY.difference) == (0, 0, 0)


@pytest.mark.parametrize("field", ["source", "created", "merged", "rejected", "waiting", "quarantined"])
def test_one_record_too_many_or_too_few_is_seen(field: str) -> None:
    for by in (-1, 1):
        assert failed(kinds=msgspec.structs.replace(LISTINGS, **{field: getattr(LISTINGS, field) + by})) == ["records_accounted"]


@pytest.mark.parametrize("field", ["source", "on_market", "counted_twice", "rejected", "waiting", "known"])
def test_one_unit_or_rupiah_that_nothing_explains_is_seen(field: str) -> None:
    assert failed(stock=msgspec.structs.replace(STOCK, **{field: getattr(STOCK, field) + 1})) == ["stock_agrees"]
    assert failed(money=msgspec.structs.replace(MONEY, **{field: getattr(MONEY, field) + Decimal("0.01")})) == ["money_agrees_idr"]


def test_a_shelf_that_its_journal_does_not_explain_is_seen() -> None:
    assert failed(stock=msgspec.structs.replace(STOCK, journal_disagreements=1)) == ["stock_explained"]
