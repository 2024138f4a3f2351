"""What may be decided of a flag, and what may be undone; pure."""

from __future__ import annotations

from padu.oversight.rulebook.types import FindingState, RulebookError, Standing, Verdict

UNDONE = "undone"
LONGEST_REASON = 2000


def check_reason(reason: str) -> str:
    """The reason without space around it; raises `rulebook.no_reason`."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON or "\x00" in said:
        raise RulebookError("rulebook.no_reason", f"a decision needs a reason of 1 to {LONGEST_REASON} characters", todo="write why")
    return said


def decide(standing: Standing, verdict: Verdict) -> int:
    """The number that this decision gets. Raises `rulebook.block_stands`, `rulebook.decided_so`."""
    if standing.outcome != "flag":
        raise RulebookError(
            "rulebook.block_stands",
            "a block is no flag: it has stopped what it was about and needs no decision",
            todo="change the facts it rests on, and let the rule be asked again",
        )
    if standing.newest and standing.newest.decision == verdict:
        raise RulebookError("rulebook.decided_so", f"it is {verdict} already", todo="read the decision that stands")
    return standing.newest.number + 1 if standing.newest else 1


def undo(standing: Standing) -> int:
    """The number that the taking back gets. Raises `rulebook.nothing_to_undo`, `rulebook.settled`."""
    newest = standing.newest
    if newest is None or newest.decision == UNDONE:
        raise RulebookError("rulebook.nothing_to_undo", "no decision stands on this finding", todo="decide it first")
    if standing.settled_at is not None and standing.settled_at >= newest.at:
        raise RulebookError(
            "rulebook.settled", "a step of the trial rests on this decision", todo="decide otherwise, with a reason, instead of undoing it"
        )
    return newest.number + 1


def state_of(outcome: str, decision: str | None) -> FindingState:
    """Where a finding stands."""
    if outcome == "block":
        return FindingState.BLOCKED
    return FindingState.OPEN if decision in {None, UNDONE} else FindingState(str(decision))
