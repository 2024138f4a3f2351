"""Keep what was found."""

from __future__ import annotations

from collections.abc import Sequence

from padu.events import Event
from padu.events.oversight import FindingMade
from padu.oversight.rulebook import store
from padu.platform.event_log import Reaction
from padu.platform.unit_of_work import UnitOfWork


async def _keep(uow: UnitOfWork, events: Sequence[Event]) -> None:
    await store.keep(uow, [event for event in events if isinstance(event, FindingMade)])


KEEP_FINDINGS = Reaction("rulebook.keep_findings", (FindingMade,), _keep)
"""Stores findings once each, and counts how often they are made."""
