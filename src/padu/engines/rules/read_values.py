"""Values as they stand in YAML or come from callers, made exact and checked against their declared kind."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import cast

from padu.engines.rules.types import FactValue, Kind, Value

_EXACT = re.compile(r"-?\d{1,18}(\.\d{1,12}|/[1-9]\d{0,11})?")


def read_written(kind: Kind, raw: object) -> Value | None:
    """A value of a pack's file, or None where it is not of its kind.

    Numbers are whole, or quoted (`"0.005"`, `"11/12"`): an unquoted 0.005 is a binary fraction and no longer what the law says.
    """
    if kind is Kind.NUMBER and isinstance(raw, str):
        return Fraction(raw) if _EXACT.fullmatch(raw) else None
    if kind is Kind.TEXTS:
        if not isinstance(raw, list):
            return None
        words = cast("list[object]", raw)
        texts = frozenset(word for word in words if isinstance(word, str))
        return texts if len(texts) == len(words) else None
    return read_given(kind, raw)


def read_given(kind: Kind, raw: FactValue | object) -> Value | None:
    """A caller's value, or None where it is not of its kind; binary fractions and times of day are of no kind."""
    if kind is Kind.NUMBER:
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal | Fraction):
            return None
        return None if isinstance(raw, Decimal) and not raw.is_finite() else Fraction(raw)
    if kind is Kind.TEXTS:
        words = cast("frozenset[object]", raw) if isinstance(raw, frozenset) else frozenset({None})
        texts = frozenset(word for word in words if isinstance(word, str))
        return texts if len(texts) == len(words) else None
    if kind is Kind.DATE:
        return raw if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime) else None
    return raw if isinstance(raw, str if kind is Kind.TEXT else bool) else None
