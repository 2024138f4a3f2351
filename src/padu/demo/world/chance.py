"""Chance that repeats: every part of the world draws from a generator named after the seed and the part."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_SPREAD = 2_862_933_555_777_941_757  # odd and no multiple of five, so that multiplying by it permutes the decimals


def chance(*parts: object) -> Random:
    """A generator of its own for whatever `parts` name; equal parts give equal draws on every machine."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 - a made-up market, not a secret


def mint(prefix: str, digits: int, number: int) -> str:
    """An id of `digits` decimals that begins with `prefix`; different numbers below 10^(free digits) never meet."""
    free = digits - len(prefix)
    shift = int(prefix) * 7_777_777_777_777  # so that the first order of one platform does not look like the other's
    return f"{prefix}{(number * _SPREAD + shift) % 10**free:0{free}d}"


def apportion(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Split `total` by weight into whole shares of at least `least` each; the shares sum to the larger of the two totals.

    Largest remainders get what rounding down left over (Hamilton's method), so that no draw is needed.
    """
    spare = max(0, total - least * len(weights))
    whole = sum(weights)
    exact = [spare * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: spare - sum(shares)]:
        shares[at] += 1
    return [share + least for share in shares]
