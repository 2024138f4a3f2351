"""Each left record gets at most one right record and the other way round: the surest pair first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)


def assign_one_to_one(pairs: Iterable[tuple[float, Left, Right]]) -> list[tuple[Left, Right]]:
    """Of (sureness, left, right) those that stand when the surest takes both its records, and so on down.

    Give pairs with a sureness above the threshold only. Equal sureness is settled by the order of left, then right (given as text,
    numbers or tuples), never by the order of arrival, so that two runs agree. Greedy rather than optimal: the optimum may sacrifice a sure
    pair for two doubtful ones, which is the wrong trade where a wrong merge costs more than a missed one.
    """
    left_taken: set[Left] = set()
    right_taken: set[Right] = set()
    chosen: list[tuple[Left, Right]] = []
    for _, left, right in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if left not in left_taken and right not in right_taken:
            left_taken.add(left)
            right_taken.add(right)
            chosen.append((left, right))
    return chosen
