"""Merge runs: which exports, since when, how far.

Invariants: one run per input digest; at most one run writes to a market at a time; a finished run has a report.
Tables owned: merge.run, merge.run_step. Events told: none yet.
"""

from padu.merge.runs.store import alone, begin_or_resume, fail, find, finish, get, keep_quality, labels, latest, load, note_progress, resume
from padu.merge.runs.types import Run, RunId, RunState, RunUnderWayError, Step, StepProgress

__all__ = [
    "Run",
    "RunId",
    "RunState",
    "RunUnderWayError",
    "Step",
    "StepProgress",
    "alone",
    "begin_or_resume",
    "fail",
    "find",
    "finish",
    "get",
    "keep_quality",
    "labels",
    "latest",
    "load",
    "note_progress",
    "resume",
]
