"""What the played journey needs to know, what it gives back, and how it fails."""

from __future__ import annotations

import msgspec

from padu.kernel.errors import PaduError


class JourneyError(PaduError):
    """A step that a person could not have taken either; says on which page and what was looked for."""


class Sites(msgspec.Struct, frozen=True, kw_only=True):
    """The origins as a browser names them, and the addresses (host, port) that they are reached at."""

    market: str
    social: str
    market_address: tuple[str, int]
    social_address: tuple[str, int]
    payments: str
    """The payments sandbox's own address, where the buyer's bank would be."""
    couriers: str
    """The couriers sandbox's own address, where the courier would be."""


class Step(msgspec.Struct, frozen=True):
    """One thing somebody did and what it took, in milliseconds; `waited` of it was spent on others' work (workers, gateways)."""

    name: str
    milliseconds: float
    waited: float = 0.0
    told: str = ""


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """A journey from the video to the regulator. Amounts are rupiah."""

    steps: tuple[Step, ...]
    video: str
    listing: str
    purchase: str
    orders: tuple[str, ...]
    paid: int
    credited: int | None
    evidence_entries: int
    evidence_root: str

    @property
    def milliseconds(self) -> float:
        """All steps together."""
        return sum(step.milliseconds for step in self.steps)
