"""All that the social side's worker does: which context answers to what, which job runs when."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

import httpx

from padu.entry.door_keys import market_door
from padu.entry.worker import Job, Work
from padu.exchange import attribution, cards
from padu.platform.settings import Settings
from padu.platform.unit_of_work import Database
from padu.social import feed, videos

_EVERY_SECOND = "* * * * * *"
_EVERY_MINUTE = "* * * * *"
_PATIENCE = 10.0  # seconds for one of the market's pages


@asynccontextmanager
async def social_work(settings: Settings, database: Database) -> AsyncGenerator[Work]:
    """Reactions, jobs and schedules of the social side, with the client that asks the market."""
    media, door = settings.home / "media", market_door(settings)
    pull_every = _EVERY_SECOND if settings.demo else _EVERY_MINUTE

    async def transcode(video_id: str) -> None:
        await videos.transcode_video(database, media, UUID(video_id))

    async def remove_files(video_id: str) -> None:
        await videos.remove_video_files(media, UUID(video_id))

    async with httpx.AsyncClient(timeout=_PATIENCE) as client:
        yield Work(
            reactions=feed.REACTIONS,
            jobs={
                videos.TRANSCODE: Job(transcode, retries=5),
                videos.REMOVE_FILES: Job(remove_files, retries=5),
                "social.resume_videos": Job(partial(videos.resume_videos, database), _EVERY_MINUTE),
                "social.rank_feed": Job(partial(feed.rank_feed, database), _EVERY_MINUTE),
                "exchange.pull_cards": Job(partial(cards.pull_cards, database, client, door), pull_every),
                "exchange.pull_attribution": Job(partial(attribution.pull_attribution, database, client, door), pull_every),
            },
        )
