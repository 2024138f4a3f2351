"""Decides what becomes of every record that was read, and keeps the decision.

Invariants: every readable record of a run has exactly one item; an item that is not asking is never decided again; a
listing is merged only into its own seller's shop; units on one shelf are counted once, by the rule that the plan names.
Tables owned: merge.plan_item, merge.decision, merge.crosswalk. Events told: none yet.
"""

from padu.merge.plan.commands.gather_facts import gather_facts
from padu.merge.plan.queries import Waiting, count_waiting, page_waiting
from padu.merge.plan.rules import make_plan
from padu.merge.plan.store import (
    CrosswalkRow,
    count_items,
    decide,
    find_targets,
    load_asking,
    load_known,
    load_pairs,
    load_rejected,
    load_settled,
    load_verdicts,
    mark_applied,
    next_items,
    save_plan,
    undo_decision,
)
from padu.merge.plan.types import RULES, Action, Facts, Finding, Known, MergeRules, PlanItem, RecordKey, RuleText, Verdict

__all__ = [
    "RULES",
    "Action",
    "CrosswalkRow",
    "Facts",
    "Finding",
    "Known",
    "MergeRules",
    "PlanItem",
    "RecordKey",
    "RuleText",
    "Verdict",
    "Waiting",
    "count_items",
    "count_waiting",
    "decide",
    "find_targets",
    "gather_facts",
    "load_asking",
    "load_known",
    "load_pairs",
    "load_rejected",
    "load_settled",
    "load_verdicts",
    "make_plan",
    "mark_applied",
    "next_items",
    "page_waiting",
    "save_plan",
    "undo_decision",
]
