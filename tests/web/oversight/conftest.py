"""The market under trial, for these tests."""

from __future__ import annotations

from tests.web.trial_market import clock, running, watched

__all__ = ["clock", "running", "watched"]
