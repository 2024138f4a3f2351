"""Checks money, stock and other numbers: plain decimals only, never a guess at what a comma meant."""

from __future__ import annotations

import re
from decimal import Decimal

from padu.merge.sources.refusal import Refusal, say
from padu.merge.sources.types import SourceAmount

Cell = str | int | float | bool | None

_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_ZERO_CENTS = re.compile(r"[0-9]{1,15}\.0{1,2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_NOTHING = Decimal(0)
# TikTok Shop: 0 to 99,999 units per SKU and warehouse.
MAX_TTS_UNITS = 99_999
# The bulk template: above this the seller centre refuses the row.
MAX_BULK_UNITS = 999_999


def currency(text: str | None, field: str) -> str:
    """An ISO 4217 code."""
    code = (text or "").strip()
    if _CURRENCY.fullmatch(code):
        return code
    raise Refusal("currency.unknown", f"{say(code)} is not a currency code such as IDR", field=field, value=code)


def decimal(text: str, code: str, field: str) -> Decimal:
    """A plain decimal such as `25000` or `99.90`, not negative; rupiah are whole."""
    value = text.strip()
    if _WHOLE.fullmatch(value):
        return Decimal(value)
    if _PLAIN.fullmatch(value):
        if code != "IDR":
            return Decimal(value)
        if _ZERO_CENTS.fullmatch(value):
            return Decimal(value.partition(".")[0])
    raise _unreadable_price(value, field)


def _unreadable_price(value: str, field: str) -> Refusal:
    if not value:
        return Refusal("price.missing", "the amount is empty; write whole rupiah such as 25000", field=field)
    if "," in value:
        return Refusal(
            "price.comma", f"the amount {say(value)} holds a comma; write digits only, such as 25000 for Rp25.000", field=field, value=value
        )
    if re.fullmatch(r"-\s?[0-9.]+", value):
        return Refusal("price.negative", f"the amount {say(value)} is below zero", field=field, value=value)
    why = "write digits only, without currency words, grouping dots or cents, such as 25000 for Rp25.000"
    return Refusal("price.unreadable", f"the amount {say(value)} cannot be read; {why}", field=field, value=value)


def price(text: str | None, code: str, field: str) -> SourceAmount:
    """What one unit costs: more than nothing, or it would be given away."""
    value = decimal(text or "", code, field)
    if not value:
        raise Refusal("price.zero", 'the price is "0"; a listing that costs nothing is not imported', field=field, value=text or "")
    return SourceAmount(value=value, currency=code)


def optional_decimal(text: str | None, code: str, field: str) -> Decimal:
    """A plain decimal, or nothing where the field is empty."""
    return decimal(text, code, field) if text else _NOTHING


def cell_price(cell: Cell, field: str) -> SourceAmount:
    """A spreadsheet's price in rupiah: a whole number, or its digits as text."""
    if isinstance(cell, bool):
        raise Refusal("price.unreadable", "the price is a yes/no cell; write digits", field=field, value=cell)
    if isinstance(cell, float):
        if not abs(cell) < 1e15 or not cell.is_integer():
            raise Refusal(
                "price.unreadable", f"the price {cell!r} has cents or is out of range; write whole rupiah", field=field, value=cell
            )
        cell = int(cell)
    return price("" if cell is None else str(cell), "IDR", field)


def whole(cell: Cell, field: str, *, code: str = "number.unreadable", least: int = 0, most: int = 10**12) -> int:
    """A whole number between `least` and `most`, from a number or its digits as text."""
    if isinstance(cell, bool) or cell is None:
        raise Refusal(code, f"{say(cell)} is not a number", field=field, value="" if cell is None else cell)
    if isinstance(cell, str):
        text = cell.strip()
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            fraction = re.fullmatch(r"-?[0-9]+[.,][0-9]+", text)
            raise Refusal(
                "number.not_integer" if fraction else code,
                f"{say(text)} is not a whole number; write digits only" if text else "the cell is empty; write a whole number",
                field=field,
                value=text,
            )
        number = int(text)
    elif isinstance(cell, float):
        if not abs(cell) < 1e15 or not cell.is_integer():
            raise Refusal("number.not_integer", f"{cell!r} is not a whole number", field=field, value=cell)
        number = int(cell)
    else:
        number = cell
    if not least <= number <= most:
        raise Refusal("number.out_of_range", f"{number} is not between {least} and {most}", field=field, value=number)
    return number


def units(cell: Cell, field: str, *, most: int) -> int:
    """Units in stock in one place: never below zero, never above what the platform admits."""
    number = whole(cell, field, code="stock.unreadable", least=-(10**15), most=10**15)
    if number < 0:
        raise Refusal("stock.negative", f"the stock is {number}; count again, it cannot be below zero", field=field, value=number)
    if number > most:
        raise Refusal(
            "stock.too_many", f"the stock is {number}; the platform admits at most {most} in one place", field=field, value=number
        )
    return number


def stars(cell: Cell, field: str) -> int:
    """A rating of one to five stars."""
    number = whole(cell, field, code="rating.unreadable", least=-(10**15), most=10**15)
    if not 1 <= number <= 5:
        raise Refusal("rating.out_of_range", f"the rating is {number}; it must be 1 to 5", field=field, value=number)
    return number
