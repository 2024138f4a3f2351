"""The law as a side of the door holds it, and when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from padu.engines.rules.types import RulePack
from padu.kernel.errors import PaduError

Occasion = Literal["listing", "handoff", "checkout"]
"""What is about to happen: a listing is lent or shown, somebody crosses the door, an order is placed and paid."""


class FindingsError(PaduError):
    """A question that cannot be put."""


@dataclass(frozen=True, slots=True)
class LawBook:
    """A rule pack, and the reading of it (one of its profiles) that this installation goes by."""

    pack: RulePack
    profile: str
