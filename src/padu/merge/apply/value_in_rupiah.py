"""Value what a source asks or paid in whole rupiah, keeping the original and the dated rate."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import Amount, ExchangeRate, ExchangeRates, Money
from padu.merge.sources.types import SourceAmount


class Valued(msgspec.Struct, frozen=True):
    """An amount in rupiah; `rate` is None where the source wrote rupiah itself."""

    rupiah: Money
    original: Amount
    rate: ExchangeRate | None


def find_rate(currency: str, rates: ExchangeRates, on: dt.date) -> ExchangeRate | None:
    """The rate in force on a day; None for rupiah. Raises where the currency has no rate that old."""
    if currency == "IDR":
        return None
    rate = rates.find(currency, on)
    if rate is None:
        raise PaduError(
            "merge.no_rate",
            f"there is no rupiah rate for {currency} on or before {on.isoformat()}",
            todo="add one to the table that --rates names, then run this again: what is applied stays",
        )
    return rate


def value_in_rupiah(amount: SourceAmount, rates: ExchangeRates, on: dt.date) -> Valued:
    """Value an amount on a day. Rupiah with sen are rounded half up, as no one has paid sen in decades."""
    original = Amount(amount.value, amount.currency)
    rate = find_rate(amount.currency, rates, on)
    if rate is None:
        return Valued(Money(int(amount.value.quantize(Decimal(1), ROUND_HALF_UP))), original, None)
    return Valued(rate.to_rupiah(original), original, rate)
