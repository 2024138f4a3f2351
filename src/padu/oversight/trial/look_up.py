"""Reads of the trial for pages."""

from __future__ import annotations

from uuid import UUID

from padu.market import sellers
from padu.oversight.trial import rules, store
from padu.oversight.trial.measure_gates import measure_gates
from padu.oversight.trial.types import GateFigure, Trial, TrialId, TrialPlan
from padu.platform.unit_of_work import UnitOfWork

MERGED_FROM = ("tiktok_shop", "tokopedia")
"""The two platforms whose sellers the merge brings together."""


async def merged_shops(uow: UnitOfWork) -> tuple[UUID, ...]:
    """The shops that may take part: open, and merged from both platforms."""
    return await sellers.shops_on_channels(uow, MERGED_FROM)


async def current_trial(uow: UnitOfWork) -> Trial | None:
    """The trial that was opened last: under way, paused or closed; None before the first."""
    return await store.load_newest(uow)


async def members_of(uow: UnitOfWork, trial_id: TrialId) -> tuple[UUID, ...]:
    """The shops that take part in a trial."""
    return await store.load_members(uow, trial_id)


async def current_figures(uow: UnitOfWork, plan: TrialPlan, trial: Trial | None) -> tuple[GateFigure, ...]:
    """The gates' figures now: of the trial's stage, or before the first trial of the first stage, counted from now on."""
    stage = rules.stage_of(plan, trial.stage) if trial else plan.stages[0]
    return await measure_gates(uow, plan, stage, trial.opened_at if trial else uow.clock.now())
