"""Pause a trial by itself where a gate that stops it does not hold: the job `oversight.watch_trial`."""

from __future__ import annotations

import structlog

from padu.oversight.trial import rules, store
from padu.oversight.trial.commands.change_trial import pause_trial
from padu.oversight.trial.measure_gates import measure_gates
from padu.oversight.trial.types import TrialPlan, TrialState
from padu.platform.unit_of_work import Database

ACTOR = "job:oversight.watch_trial"


async def watch_trial(database: Database, plan: TrialPlan) -> None:
    """Measure the gates of the trial that is running, and pause it where one says so; run it every few minutes."""
    async with database.unit_of_work() as uow:
        now = await store.load_newest(uow)
        if now is None or now.state is not TrialState.RUNNING:
            return
        figures = await measure_gates(uow, plan, rules.stage_of(plan, now.stage), now.opened_at)
    stops = rules.stopping(plan, figures)
    if not stops:
        return
    said = "; ".join(f"{figure.gate} = {figure.value} {figure.unit}" for figure in stops)
    structlog.get_logger().error("trial stopped", trial=str(now.trial_id), gates=said)
    # Another transaction: somebody may have paused or closed it meanwhile, which is then as good.
    async with database.unit_of_work() as uow:
        await store.lock(uow)
        again = await store.load_newest(uow)
        if again is not None and again.trial_id == now.trial_id and again.state is TrialState.RUNNING:
            await pause_trial(uow, plan, reason=f"Dihentikan otomatis / stopped by itself: {said}", actor=ACTOR)
