"""Money: whole rupiah, and foreign amounts that keep their own currency."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from padu.kernel.errors import PaduError

_CURRENCY = re.compile(r"[A-Z]{3}")


class MoneyError(PaduError):
    """An amount that cannot be what it claims to be."""

    def __init__(self, what: str, *, where: str = "") -> None:
        super().__init__("money.invalid", what, where=where, todo="write whole rupiah, or an amount with its ISO 4217 currency")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of rupiah. Integer, because the sen has been out of use for decades; may be negative."""

    rupiah: int

    def __post_init__(self) -> None:
        if type(self.rupiah) is not int:
            raise MoneyError(f"{self.rupiah!r} is not a whole number of rupiah")

    def __add__(self, other: Money) -> Money:
        return Money(self.rupiah + other.rupiah)

    def __sub__(self, other: Money) -> Money:
        return Money(self.rupiah - other.rupiah)

    def __mul__(self, times: int) -> Money:
        return Money(self.rupiah * times)

    def __neg__(self) -> Money:
        return Money(-self.rupiah)

    def __bool__(self) -> bool:
        return self.rupiah != 0


ZERO = Money(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as its source wrote it: a decimal and an ISO 4217 currency (`IDR` included)."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise MoneyError(f"{self.currency!r} is not an ISO 4217 currency code")
        if not self.value.is_finite():
            raise MoneyError(f"{self.value} is not an amount")

    @classmethod
    def parse(cls, text: str, currency: str) -> Amount:
        """Read a plain decimal string such as `25000` or `99.90`; commas and grouping dots are refused."""
        if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
            raise MoneyError(f"{text!r} is not a plain decimal amount")
        try:
            return cls(Decimal(text), currency)
        except InvalidOperation as error:  # pragma: no cover - the pattern above admits only decimals
            raise MoneyError(f"{text!r} is not an amount") from error


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many rupiah one unit of `currency` cost on `on`, and who says so."""

    currency: str
    rupiah_per_unit: Decimal
    on: dt.date
    source: str

    def to_rupiah(self, amount: Amount) -> Money:
        """Convert, rounding half up to the whole rupiah."""
        if amount.currency != self.currency:
            raise MoneyError(f"a {self.currency} rate cannot convert {amount.currency}")
        return Money(int((amount.value * self.rupiah_per_unit).quantize(Decimal(1), ROUND_HALF_UP)))


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """Dated rates; the newest one that is not younger than the day asked for is used, and named with the result."""

    rates: tuple[ExchangeRate, ...]

    def find(self, currency: str, on: dt.date) -> ExchangeRate | None:
        """The rate of `currency` in force on a day, or None where there is none. Rupiah needs no rate."""
        eligible = [rate for rate in self.rates if rate.currency == currency and rate.on <= on]
        return max(eligible, key=lambda rate: rate.on, default=None)

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies that have any rate, and rupiah."""
        return frozenset({"IDR"} | {rate.currency for rate in self.rates})
