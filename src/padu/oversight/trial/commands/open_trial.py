"""Open a trial."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from padu.exchange import cards, register
from padu.kernel.ids import new_id
from padu.oversight.trial import rules, store
from padu.oversight.trial.commands.take_step import take_step
from padu.oversight.trial.look_up import merged_shops
from padu.oversight.trial.measure_gates import measure_gates
from padu.oversight.trial.types import Trial, TrialId, TrialPlan
from padu.platform.unit_of_work import UnitOfWork


async def open_trial(uow: UnitOfWork, plan: TrialPlan, *, shops: Collection[UUID], reason: str, actor: str) -> Trial:
    """Open a trial at the plan's first stage: the shops are admitted and the door opens, with this transaction.

    Call it last, for it writes to the audit log. Raises `TrialError`: `trial.no_reason`, `trial.running`, `trial.no_caps`,
    `trial.no_shops`, `trial.too_many_shops`, `trial.not_merged`; nothing is changed then.
    """
    said = rules.check_reason(reason)
    await store.lock(uow)
    stage = plan.stages[0]
    caps = rules.in_force(stage.caps, rules.jakarta_day(uow.clock.now()))
    chosen = set(shops)
    rules.check_open(await store.load_newest(uow), chosen, await merged_shops(uow), caps)
    figures = await measure_gates(uow, plan, stage, uow.clock.now())
    trial_id = TrialId(new_id())
    await store.add_trial(uow, trial_id, plan.id)
    await store.add_members(uow, trial_id, 1, chosen)
    await cards.admit_shops(uow, sorted(chosen))
    await register.open_door(uow, said, actor=actor)
    return await take_step(uow, trial_id, "opened", stage.id, figures, reason=said, actor=actor)
