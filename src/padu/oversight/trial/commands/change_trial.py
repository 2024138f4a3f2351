"""Pause, resume, advance or close the trial that is under way. All write to the audit log: call them last."""

from __future__ import annotations

from padu.exchange import cards, register
from padu.oversight.trial import rules, store
from padu.oversight.trial.commands.take_step import take_step
from padu.oversight.trial.measure_gates import measure_gates
from padu.oversight.trial.types import GateFigure, Trial, TrialPlan
from padu.platform.unit_of_work import UnitOfWork


async def pause_trial(uow: UnitOfWork, plan: TrialPlan, *, reason: str, actor: str) -> Trial:
    """Close the door at once; shops and cards stay as they are. Raises `trial.no_reason`, `trial.none`, `trial.not_now`."""
    said, now, figures = await _prepare(uow, plan, "paused", reason)
    await register.close_door(uow, said, actor=actor)
    return await take_step(uow, now.trial_id, "paused", now.stage, figures, reason=said, actor=actor)


async def resume_trial(uow: UnitOfWork, plan: TrialPlan, *, reason: str, actor: str) -> Trial:
    """Open the door again. Raises as `pause_trial`, and `trial.stopped` where a gate that stops the trial does not hold."""
    said, now, figures = await _prepare(uow, plan, "resumed", reason)
    rules.check_stops(plan, figures)
    await register.open_door(uow, said, actor=actor)
    return await take_step(uow, now.trial_id, "resumed", now.stage, figures, reason=said, actor=actor)


async def advance_trial(uow: UnitOfWork, plan: TrialPlan, *, reason: str, actor: str) -> Trial:
    """Go on to the next stage, whose caps count from then on. Raises as `pause_trial`, `trial.last_stage`, `trial.gates_not_held`."""
    said, now, figures = await _prepare(uow, plan, "advanced", reason)
    stage = rules.next_stage(plan, now, figures)
    return await take_step(uow, now.trial_id, "advanced", stage.id, figures, reason=said, actor=actor)


async def close_trial(uow: UnitOfWork, plan: TrialPlan, *, reason: str, actor: str) -> Trial:
    """End it for good: the door closes and every shop's cards are withdrawn. Raises as `pause_trial`."""
    said, now, figures = await _prepare(uow, plan, "closed", reason)
    await cards.withdraw_shops(uow, await store.load_members(uow, now.trial_id))
    await register.close_door(uow, said, actor=actor)
    return await take_step(uow, now.trial_id, "closed", now.stage, figures, reason=said, actor=actor)


async def _prepare(uow: UnitOfWork, plan: TrialPlan, step: str, reason: str) -> tuple[str, Trial, tuple[GateFigure, ...]]:
    """The reason, the trial that may take this step, and its gates' figures: read before the door is turned, which locks the audit log."""
    said = rules.check_reason(reason)
    await store.lock(uow)
    now = rules.check_step(await store.load_newest(uow), step)
    return said, now, await measure_gates(uow, plan, rules.stage_of(plan, now.stage), now.opened_at)
