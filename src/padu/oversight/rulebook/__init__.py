"""The rulebook: what the rules flagged and blocked, kept once each, and what operators decided of the flags.

Invariants: a finding stands once, with how often it was made on each day; finding, decision and settlement are written once and never
changed: the servers' role has no right to; every decision has its reason and its actor and stands in the audit log; a block needs no
decision, for it has stopped what it was about; a decision can be undone until a step of the trial rests on it, and replaced by the
other one at any time.
Tables owned: `oversight.finding`, `oversight.finding_seen`, `oversight.finding_decision`, `oversight.decisions_settled`. Events told: none.
"""

from padu.oversight.rulebook.commands.decide_flag import decide_flag, undo_decision
from padu.oversight.rulebook.commands.settle import settle
from padu.oversight.rulebook.queries import (
    count_by_rule,
    count_findings,
    find_finding,
    list_decisions,
    list_findings,
    read_findings,
    seen_days,
)
from padu.oversight.rulebook.reactions import KEEP_FINDINGS
from padu.oversight.rulebook.read_subjects import StandingFinding, standing_findings
from padu.oversight.rulebook.types import (
    Decision,
    FindingCounts,
    FindingLine,
    FindingPlace,
    FindingQuery,
    FindingState,
    RulebookError,
    RuleCount,
    SeenDay,
    Verdict,
)

__all__ = [
    "KEEP_FINDINGS",
    "Decision",
    "FindingCounts",
    "FindingLine",
    "FindingPlace",
    "FindingQuery",
    "FindingState",
    "RuleCount",
    "RulebookError",
    "SeenDay",
    "StandingFinding",
    "Verdict",
    "count_by_rule",
    "count_findings",
    "decide_flag",
    "find_finding",
    "list_decisions",
    "list_findings",
    "read_findings",
    "seen_days",
    "settle",
    "standing_findings",
    "undo_decision",
]
