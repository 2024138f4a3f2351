"""The supervised trial: who may take part, in which stage it is, what must hold before the next, and how it is stopped.

Invariants: one trial is under way at a time; it lets in merged sellers only, no more than its stage's cap; the door is open just while
it runs; every step has its reason, its actor and the gates' figures of its moment, is never changed, and stands in the audit log; a
gate whose figure is not known does not hold; no step forward is taken past a gate that does not hold.
Data: a plan (`trial.yaml` beside the rule pack). Tables owned: `oversight.trial`, `oversight.trial_stage`, `oversight.trial_member`,
`oversight.visit`. Events told: none.
"""

from padu.oversight.trial.commands.begin_visit import begin_visit
from padu.oversight.trial.commands.change_trial import advance_trial, close_trial, pause_trial, resume_trial
from padu.oversight.trial.commands.open_trial import open_trial
from padu.oversight.trial.commands.watch_trial import watch_trial
from padu.oversight.trial.load_plan import load_plan
from padu.oversight.trial.look_up import MERGED_FROM, current_figures, current_trial, members_of, merged_shops
from padu.oversight.trial.rules import gates_of, in_force, jakarta_day, stage_of
from padu.oversight.trial.types import (
    Caps,
    Gate,
    GateFigure,
    Measure,
    Stage,
    Step,
    Threshold,
    Trial,
    TrialError,
    TrialId,
    TrialPlan,
    TrialState,
)

__all__ = [
    "MERGED_FROM",
    "Caps",
    "Gate",
    "GateFigure",
    "Measure",
    "Stage",
    "Step",
    "Threshold",
    "Trial",
    "TrialError",
    "TrialId",
    "TrialPlan",
    "TrialState",
    "advance_trial",
    "begin_visit",
    "close_trial",
    "current_figures",
    "current_trial",
    "gates_of",
    "in_force",
    "jakarta_day",
    "load_plan",
    "members_of",
    "merged_shops",
    "open_trial",
    "pause_trial",
    "resume_trial",
    "stage_of",
    "watch_trial",
]
