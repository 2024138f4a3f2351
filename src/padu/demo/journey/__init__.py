"""Plays the demo's journey over HTTP, as people's browsers would: nothing here knows more than the pages say."""

from __future__ import annotations

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.outside import Outside
from padu.demo.journey.play import play_journey
from padu.demo.journey.types import Bought, Checked, Journey, JourneyError, Sites, Sought, Step

__all__ = [
    "Bought",
    "Browser",
    "Checked",
    "Journal",
    "Journey",
    "JourneyError",
    "Outside",
    "Page",
    "Sites",
    "Sought",
    "Step",
    "play_journey",
]
