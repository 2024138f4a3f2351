"""Write a step of a trial, with the gates' figures of its moment."""

from __future__ import annotations

from padu.oversight import rulebook
from padu.oversight.trial import store
from padu.oversight.trial.types import GateFigure, Step, Trial, TrialId
from padu.platform import audit
from padu.platform.unit_of_work import UnitOfWork


async def take_step(  # noqa: PLR0913 - a step is all of these
    uow: UnitOfWork, trial_id: TrialId, step: str, stage: str, figures: tuple[GateFigure, ...], *, reason: str, actor: str
) -> Trial:
    """Write the step and audit it; returns the trial as it stands after it. What it does to the door is the caller's affair."""
    before = await store.count_steps(uow, trial_id)
    taken = Step(
        number=before + 1,
        step=step,
        stage=stage,
        reason=reason,
        actor=actor,
        at=uow.clock.now(),
        figures=figures,
    )
    await store.add_step(uow, trial_id, taken)
    if step in {"opened", "resumed", "advanced"}:
        await rulebook.settle(uow, f"trial:{trial_id} {step} {taken.number}")
    trial = await store.load_newest(uow)
    assert trial is not None  # noqa: S101 - it was just written
    detail = {
        "number": taken.number,
        "stage": stage,
        "reason": reason,
        "shops": trial.shops,
        "gates": {figure.gate: _said(figure) for figure in figures},
    }
    await audit.append(uow, [audit.AuditRecord(actor=actor, action=f"trial.{step}", subject=f"trial:{trial_id}", detail=detail)])
    return trial


def _said(figure: GateFigure) -> dict[str, object]:
    return {"value": figure.value, "held": figure.held, "unit": figure.unit}
