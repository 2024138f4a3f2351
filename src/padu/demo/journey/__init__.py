"""Plays the demo's journey over HTTP, as people's browsers would: nothing here knows more than the pages say."""

from __future__ import annotations

from padu.demo.journey.browser import Browser, Page
from padu.demo.journey.journal import Journal
from padu.demo.journey.types import Journey, JourneyError, Sites, Step

__all__ = ["Browser", "Journal", "Journey", "JourneyError", "Page", "Sites", "Step"]
