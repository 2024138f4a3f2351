from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import Amount, ExchangeRate, ExchangeRates, Money, MoneyError

rupiah = st.integers(-(10**15), 10**15).map(Money)


@given(rupiah, rupiah, rupiah)
def test_money_adds_as_integers_do(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c)
    assert a - b == -(b - a)
    assert a * 3 == a + a + a
    assert bool(a) == (a.rupiah != 0)


@pytest.mark.parametrize("wrong", [1.0, "1", Decimal(1), True])
def test_money_is_whole_rupiah_and_nothing_else(wrong: object) -> None:
    with pytest.raises(MoneyError, match="whole number"):
        Money(wrong)  # pyright: ignore[reportArgumentType] - on purpose


@pytest.mark.parametrize("text", ["12,500", "Rp12500", "1.250.000,00", "", " 1", "1e3", "NaN", "1.", "--1"])
def test_amounts_in_any_but_plain_decimals_are_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="plain decimal"):
        Amount.parse(text, "BRL")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_plain_decimals_are_read_exactly(value: Decimal) -> None:
    assert Amount.parse(f"{value:f}", "BRL") == Amount(value, "BRL")


def test_a_currency_is_three_capital_letters() -> None:
    with pytest.raises(MoneyError, match="ISO 4217"):
        Amount(Decimal(1), "rupiah")


REAL = ExchangeRate("BRL", Decimal("4095.5260"), dt.date(2017, 12, 29), "test")


def test_a_rate_rounds_half_up_to_the_whole_rupiah() -> None:
    assert REAL.to_rupiah(Amount(Decimal("1.00"), "BRL")) == Money(4096)
    assert ExchangeRate("BRL", Decimal("0.5"), REAL.on, "test").to_rupiah(Amount(Decimal(1), "BRL")) == Money(1)
    with pytest.raises(MoneyError, match="cannot convert"):
        REAL.to_rupiah(Amount(Decimal(1), "USD"))


@given(
    st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2020, 1, 1)), min_size=1, unique=True),
    st.dates(dt.date(2014, 1, 1), dt.date(2021, 1, 1)),
)
def test_the_newest_rate_that_is_not_younger_than_the_day_is_used(days: list[dt.date], on: dt.date) -> None:
    rates = ExchangeRates(tuple(ExchangeRate("BRL", Decimal(4000), day, "test") for day in days))
    found = rates.find("BRL", on)
    older = [day for day in days if day <= on]
    assert (found.on if found else None) == (max(older) if older else None)
    assert rates.find("USD", on) is None
    assert rates.currencies == {"IDR", "BRL"}
