"""Carries a plan out, chunk by chunk, through the market's doors.

Invariants: a chunk is applied whole or not at all, and never twice; nothing is written to the market but through its doors.
Tables owned: none (the plan's items and crosswalk say what was done). Events told: none yet.
"""

from padu.merge.apply.apply_chunk import KINDS, apply_chunk

__all__ = ["KINDS", "apply_chunk"]
