"""Times the steps of a journey, and how much of each was waiting for somebody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from padu.demo.journey.types import JourneyError, Step

_T = TypeVar("_T")
_PAUSE = 0.05
_LONGEST_PAUSE = 0.5

Tell = Callable[[Step], None]


def ignore(_step: Step) -> None:
    """Steps that nobody watches."""


class Journal:
    """The steps so far; `tell` hears each as it ends. Nothing is waited for longer than `patience` seconds at once."""

    def __init__(self, tell: Tell = ignore, *, patience: float = 60.0) -> None:
        self.steps: list[Step] = []
        self._tell = tell
        self._patience = patience
        self._waited = 0.0

    @contextmanager
    def step(self, name: str) -> Generator[list[str]]:
        """Time a step; what is put into the list is what it tells."""
        begun, self._waited = time.perf_counter(), 0.0
        told: list[str] = []
        try:
            yield told
        except JourneyError as error:
            error.where = f"{name}: {error.where}" if error.where else name
            raise
        took = (time.perf_counter() - begun) * 1000
        step = Step(name, round(took, 1), round(self._waited * 1000, 1), ", ".join(told))
        self.steps.append(step)
        self._tell(step)

    def wait_for(self, what: str, look: Callable[[], _T | None], *, seconds: float | None = None) -> _T:
        """Look until there is something; raises `demo.journey_waited` after so many seconds, or else the journal's patience.

        Looks less often as time goes by.
        """
        seconds = self._patience if seconds is None else seconds
        begun = time.perf_counter()
        pause = _PAUSE
        while (found := look()) is None:
            if time.perf_counter() - begun > seconds:
                raise JourneyError(
                    "demo.journey_waited", f"{what} did not come within {seconds:g} s", todo="see whether the workers and sandboxes run"
                )
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        self._waited += time.perf_counter() - begun
        return found
