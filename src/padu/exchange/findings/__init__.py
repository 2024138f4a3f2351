"""Findings: what the rules say of something that is about to happen, asked by both sides and told to whoever oversees.

Invariants: a question is answered by the law of the day it is asked on, as Jakarta counts days, and under one named reading of it;
what flags or blocks is told in the caller's transaction, under an id that the same finding always has, so that asking again adds no
other. The caller decides: nothing is stopped here.
Tables owned: none. Events told: `FindingMade`.
"""

from padu.engines.rules import Finding, Findings, Outcome
from padu.exchange.findings.ask import ask
from padu.exchange.findings.rules import blocking
from padu.exchange.findings.types import FindingsError, LawBook, Occasion

__all__ = ["Finding", "Findings", "FindingsError", "LawBook", "Occasion", "Outcome", "ask", "blocking"]
