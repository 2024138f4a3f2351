"""Read dated exchange rates from YAML."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import msgspec

from padu.kernel.errors import PaduError
from padu.kernel.money import ExchangeRate, ExchangeRates


class _Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: dt.date
    rupiah: Decimal
    source: str


def read_rates(path: Path) -> ExchangeRates:
    """Currencies with lists of `date`, `rupiah` (per unit, quoted) and `source`; anything else is an error that names the file."""
    try:
        table = msgspec.yaml.decode(path.read_bytes(), type=dict[str, list[_Rate]])
    except (OSError, msgspec.DecodeError) as error:
        raise PaduError(
            "rates.unreadable",
            f"the table of exchange rates cannot be read: {error}",
            where=str(path),
            todo="see law/id/exchange-rates.yaml",
        ) from error
    return ExchangeRates(
        tuple(ExchangeRate(currency, rate.rupiah, rate.date, rate.source) for currency, rates in sorted(table.items()) for rate in rates)
    )


def default_rates() -> ExchangeRates:
    """The dated reference rates that come with Padu."""
    for parent in Path(__file__).parents:
        table = parent / "law" / "id" / "exchange-rates.yaml"
        if table.is_file():
            return read_rates(table)
    raise PaduError("rates.unreadable", "law/id/exchange-rates.yaml is not there", todo="run from a checkout, or give --rates FILE")
