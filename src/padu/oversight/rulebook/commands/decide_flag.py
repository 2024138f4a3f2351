"""Decide a flag, or take the decision back."""

from __future__ import annotations

from uuid import UUID

from padu.oversight.rulebook import rules, store
from padu.oversight.rulebook.types import Decision, RulebookError, Standing, Verdict
from padu.platform import audit
from padu.platform.unit_of_work import UnitOfWork

_VERBS = {Verdict.ACCEPTED: "finding.accept", Verdict.UPHELD: "finding.uphold"}


async def decide_flag(uow: UnitOfWork, finding_id: UUID, verdict: Verdict, *, reason: str, actor: str) -> Decision:
    """Say that a flag is no breach (accepted) or is one (upheld), and why; call it last, for it writes to the audit log.

    Raises `RulebookError`: `rulebook.unknown`, `rulebook.no_reason`, `rulebook.block_stands`, `rulebook.decided_so`.
    """
    said = rules.check_reason(reason)
    standing = await _lock(uow, finding_id)
    made = Decision(number=rules.decide(standing, verdict), decision=verdict.value, reason=said, actor=actor, at=uow.clock.now())
    return await _write(uow, finding_id, made, _VERBS[verdict])


async def undo_decision(uow: UnitOfWork, finding_id: UUID, *, reason: str, actor: str) -> Decision:
    """Take the decision on a flag back, so that it is open again; call it last, for it writes to the audit log.

    Raises `RulebookError`: `rulebook.unknown`, `rulebook.no_reason`, `rulebook.nothing_to_undo`, or `rulebook.settled` where a step
    of the trial rests on it.
    """
    said = rules.check_reason(reason)
    standing = await _lock(uow, finding_id)
    made = Decision(number=rules.undo(standing), decision=rules.UNDONE, reason=said, actor=actor, at=uow.clock.now())
    return await _write(uow, finding_id, made, "finding.undo")


async def _lock(uow: UnitOfWork, finding_id: UUID) -> Standing:
    standing = await store.lock_standing(uow, finding_id)
    if standing is None:
        raise RulebookError("rulebook.unknown", f"there is no finding {finding_id}")
    return standing


async def _write(uow: UnitOfWork, finding_id: UUID, made: Decision, action: str) -> Decision:
    await store.add_decision(uow, finding_id, made)
    detail = {"number": made.number, "reason": made.reason}
    await audit.append(uow, [audit.AuditRecord(actor=made.actor, action=action, subject=f"finding:{finding_id}", detail=detail)])
    return made
