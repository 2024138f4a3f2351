"""A merge run and its steps."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError

RunId = NewType("RunId", UUID)


class Step(StrEnum):
    """The steps of a run, in their order."""

    READ = "read"
    MATCH = "match"
    PLAN = "plan"
    APPLY = "apply"
    RECONCILE = "reconcile"


class RunState(StrEnum):
    """Whether a run is under way, done, or stopped by an error that it names."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class StepProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a step has come: `done` of `total` units of its own kind (files, records), and the seconds it has taken."""

    name: Step
    state: str
    done: int
    total: int
    seconds: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One merge of one set of exports. `rules` are the thresholds and rule names that it was started with."""

    run_id: RunId
    input_digest: str
    label: str
    state: RunState
    rules: dict[str, object]
    started_at: dt.datetime
    finished_at: dt.datetime | None
    error: str | None
    report: dict[str, object] | None
    steps: tuple[StepProgress, ...] = ()


class RunUnderWayError(PaduError):
    """Somebody else is merging into this market right now."""

    def __init__(self) -> None:
        super().__init__(
            "merge.under_way",
            "another merge is writing to this market right now",
            todo="wait until it is done (`padu merge status`), then run this again: nothing has been changed",
        )
