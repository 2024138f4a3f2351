"""Law that is arithmetic: formulas by name, whose numbers are the pack's dated parameters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from padu.engines.rules.types import RulePack, RulesError
from padu.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class ValueAddedTax:
    """`base` is the exact amount in rupiah that the rate is applied to; `tax` is whole rupiah."""

    base: Fraction
    tax: Money


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is held back of a bill (`due`), and what would be once the platform is appointed (`shadow`)."""

    due: Money
    shadow: Money


def value_added_tax(pack: RulePack, price: Money, *, luxury: bool, on: dt.date) -> ValueAddedTax:
    """VAT on a price in rupiah without tax: rate times a share of the price.

    Source: PMK 131/2024 art. 2 (luxury goods to end consumers) and art. 3 (all others); parameters VAT-RATE, VAT-1-SHARE and
    VAT-2-SHARE. Rounded half up to the whole rupiah, which is our convention. Raises `rules.parameter_not_in_force` before 2025.
    """
    share = pack.number("VAT-1-SHARE" if luxury else "VAT-2-SHARE", on)
    base = price.rupiah * share
    return ValueAddedTax(base, Money(_half_up(base * pack.number("VAT-RATE", on))))


def income_tax_withheld(
    pack: RulePack, bill: Money, *, on: dt.date, appointed_from: dt.date | None, turnover_statement: Money | None
) -> Withholding:
    """Income tax article 22 that a marketplace withholds of a domestic seller's bill in rupiah, without VAT and luxury tax.

    Source: PMK 37/2025 (rate; art. 6 on individuals); parameters TAX22-2-RATE and TAX22-4-FREE. `appointed_from` is the day from
    which the tax office's decision binds the platform, None while there is none: then nothing is due and only the shadow is told.
    `turnover_statement` is the year's turnover that an individual seller has stated and signed, None where there is no statement
    or the seller is no individual. Rounded down to the whole rupiah, which is our convention.
    Raises `rules.parameter_not_in_force` before the rule's first day.
    """
    free = turnover_statement is not None and turnover_statement.rupiah <= pack.number("TAX22-4-FREE", on)
    shadow = ZERO if free else Money(int(bill.rupiah * pack.number("TAX22-2-RATE", on) // 1))
    appointed = appointed_from is not None and appointed_from <= on
    return Withholding(shadow if appointed else ZERO, shadow)


def answer_due(pack: RulePack, request: str, received_at: dt.datetime) -> dt.datetime:
    """By when a person's request about their data must be answered: hours of the calendar, no weekend or holiday stops the clock.

    Source: UU 27/2022 art. 30 (PDP-COR-1), 32 (PDP-ACC-1), 40 (PDP-STOP-1), 41 (PDP-RESTR-1), 46 (PDP-BRCH-1, from learning of
    a failure of protection): 3 times 24 hours; `request` is that id and its parameter is `<request>-HOURS`. `received_at` must
    know its time zone; the answer is in the same one.

    Raises: `rules.naive_time`, `rules.parameter_unknown`, `rules.parameter_not_in_force`.
    """
    if received_at.tzinfo is None:
        raise RulesError("rules.naive_time", f"{received_at} does not say its time zone")
    hours = pack.number(f"{request}-HOURS", received_at.astimezone(dt.UTC).date())
    due = received_at.astimezone(dt.UTC) + dt.timedelta(seconds=int(hours * 3600))
    return due.astimezone(received_at.tzinfo)


def _half_up(amount: Fraction) -> int:
    return int((amount + Fraction(1, 2)) // 1)
