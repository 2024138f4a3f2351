"""What goes in and what comes out of a linkage, and the options with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from padu.kernel.errors import PaduError

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much of it is done and how much there is."""


def ignore(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


class ArrowTable(Protocol):
    """The little of an Arrow table that linkage uses; `pyarrow.Table` is one (it brings no types of its own)."""

    @property
    def num_rows(self) -> int:
        """How many rows."""
        ...

    @property
    def column_names(self) -> Sequence[str]:
        """The columns' names in order."""
        ...

    def to_pylist(self) -> list[dict[str, object]]:
        """Rows as dictionaries."""
        ...

    def to_pydict(self) -> Mapping[str, list[object]]:
        """Columns as lists."""
        ...

    def column(self, i: str, /) -> Iterable[object]:
        """One column."""
        ...


class LinkageError(PaduError):
    """Tables that cannot be linked as given."""


class MatchOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How two tables are linked. Every default has its reason here.

    `threshold`: from which probability the best pair counts as a match; 0.5 makes a wrong yes and a wrong no cost the same.
    `candidates`: how many counterparts are compared closely for each record of either side; beyond 15 recall no longer rises
        on the public sets while time does.
    `block_budget`: pairs a record may bring into blocking on average before its common words are left out; holds the join linear.
    `learn`: whether Splink's EM fits the weights to these tables; without it the weights shipped as data are used.
    `learn_from`: fewest candidate pairs from which EM is trusted at all; below it a handful of pairs would decide the weights.
    `learn_sample`: most candidate pairs EM looks at, chosen by hash; more do not move the weights.
    `one_to_one`: whether a record has at most one counterpart, as within two catalogues that each list a product once.
    `threads`: of DuckDB. Weights are whole numbers, so the number of threads cannot change a result.
    """

    threshold: float = 0.5
    candidates: int = 15
    block_budget: int = 60
    learn: bool = True
    learn_from: int = 2_000
    learn_sample: int = 60_000
    one_to_one: bool = True
    threads: int = 2
