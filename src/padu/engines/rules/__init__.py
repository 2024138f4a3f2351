"""Rules: law as dated data, evaluated for facts on a day.

A pure library; it knows Padu's errors and Money, msgspec and YAML, and nothing else. Invariants: nothing in a pack is run as code;
every rule and value names its reference and its first day; a rule that lacks a fact flags and says which one, and never allows;
what is only general knowledge never blocks; numbers are exact. Conditions are weighed in Kleene's three-valued logic ("Introduction
to Metamathematics", 1952, section 64). How a pack is written: law/README.md.
"""

from padu.engines.rules.evaluate import evaluate, stale
from padu.engines.rules.formulas import ValueAddedTax, Withholding, answer_due, income_tax_withheld, value_added_tax
from padu.engines.rules.load_pack import find_faults, load_pack
from padu.engines.rules.types import Facts, Finding, Findings, Outcome, Rule, RulePack, RulesError, StaleRule

__all__ = [
    "Facts",
    "Finding",
    "Findings",
    "Outcome",
    "Rule",
    "RulePack",
    "RulesError",
    "StaleRule",
    "ValueAddedTax",
    "Withholding",
    "answer_due",
    "evaluate",
    "find_faults",
    "income_tax_withheld",
    "load_pack",
    "stale",
    "value_added_tax",
]
