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


class Sought(msgspec.Struct, frozen=True):
    """Something to look for in the market's search: words, and the address name of the shop that it is bought from."""

    words: str
    shop: str


class Step(msgspec.Struct, frozen=True):
    """One thing somebody did and what it took, in milliseconds; `waited` of it was spent on others' work (workers, gateways)."""

    name: str
    milliseconds: float
    waited: float = 0.0
    told: str = ""


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase: its id and its orders', as the pages' addresses have them, and what was paid in rupiah."""

    purchase: str
    orders: tuple[str, ...]
    paid: int


class Checked(msgspec.Struct, frozen=True):
    """What the regulator's own check of the evidence found."""

    entries: int
    checkpoints: int
    root: str


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """A journey from the video to the regulator. `video` and `listing` are ids; `credited` is what the creator got for it, in rupiah."""

    steps: tuple[Step, ...]
    video: str
    listing: str
    bought: Bought
    credited: int
    evidence: Checked

    @property
    def milliseconds(self) -> float:
        """All steps together."""
        return sum(step.milliseconds for step in self.steps)
