"""Lets people watch a long job: a bar in the terminal, and rows in the database for the operator's page."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from padu.entry.console import Bar
from padu.merge import runs
from padu.platform.unit_of_work import Database

_EVERY_SECONDS = 0.5


class Watch:
    """Notes how far each step of a run has come, in the database at most twice a second, and how long it took."""

    def __init__(self, database: Database, bar: Bar) -> None:
        self._database = database
        self._bar = bar
        self._run_id: runs.RunId | None = None
        self._written = 0.0
        self.seconds: dict[str, float] = {}

    def follow(self, run_id: runs.RunId) -> None:
        """From now on, write progress to this run."""
        self._run_id = run_id

    @asynccontextmanager
    async def step(self, step: runs.Step) -> AsyncGenerator[StepWatch]:
        """Watch one step from its beginning to its end."""
        watched = StepWatch(self, step, time.perf_counter())
        await self.note(watched, "running")
        yield watched
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - watched.started
        await self.note(watched, "finished")

    def show(self, name: str, done: int, total: int) -> None:
        """Move the terminal's bar only; for work that cannot await."""
        self._bar(name, done, total)

    async def note(self, watched: StepWatch, state: str) -> None:
        """Show and write where a step is; a running step is written only now and then."""
        self._bar(watched.step, watched.done, watched.total)
        now = time.perf_counter()
        if self._run_id is None or (state == "running" and watched.noted and now - self._written < _EVERY_SECONDS):
            return
        self._written, watched.noted = now, True
        progress = runs.StepProgress(name=watched.step, state=state, done=watched.done, total=watched.total, seconds=now - watched.started)
        async with self._database.unit_of_work() as uow:
            await runs.note_progress(uow, self._run_id, progress)


class StepWatch:
    """How far one step has come."""

    def __init__(self, watch: Watch, step: runs.Step, started: float) -> None:
        self._watch = watch
        self.step = step
        self.started = started
        self.done = 0
        self.total = 0
        self.noted = False

    async def reach(self, done: int, total: int) -> None:
        """Say that `done` of `total` are done."""
        self.done, self.total = done, total
        await self._watch.note(self, "running")

    def show(self, done: int, total: int) -> None:
        """The same, for work that cannot await: the terminal's bar only."""
        self.done, self.total = done, total
        self._watch.show(self.step, done, total)
