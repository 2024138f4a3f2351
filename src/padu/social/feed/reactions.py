"""What the feed does about videos that can be watched."""

from __future__ import annotations

from collections.abc import Sequence

from padu.events import Event
from padu.events.social import VideoReady
from padu.platform.event_log import Reaction
from padu.platform.unit_of_work import UnitOfWork
from padu.social.feed.make_edition import make_edition


async def _take_in(uow: UnitOfWork, events: Sequence[Event]) -> None:
    del events  # whatever they were, what can be watched now is what counts
    await make_edition(uow)


REACTIONS = (Reaction("feed.take_in", (VideoReady,), _take_in),)
