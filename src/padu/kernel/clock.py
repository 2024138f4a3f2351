"""Time is UTC and injected: nothing below `entry` asks the machine what time it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Whoever can say what time it is."""

    def now(self) -> dt.datetime:
        """The present moment, timezone-aware, UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """The present moment, timezone-aware, UTC."""
        return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved; for tests and for generated worlds."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The moment it was set to."""
        return self.at

    def advance(self, by: dt.timedelta) -> None:
        """Move the clock forward."""
        self.at += by
