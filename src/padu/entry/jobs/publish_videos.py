"""The demo's own videos: filmed once, uploaded by their creators, transcoded by the worker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from padu.demo.videos import MadeVideo
from padu.entry.console import Bar
from padu.kernel.errors import PaduError
from padu.kernel.ids import new_id
from padu.platform.unit_of_work import Database
from padu.social import creators, videos

_PATIENCE = 150.0  # seconds without any progress
_LOOK_EVERY = 0.3
_CHUNK = 1 << 20


async def upload_videos(
    database: Database, media: Path, films: Sequence[MadeVideo], by_handle: Mapping[str, creators.CreatorId], captions: Mapping[str, str]
) -> int:
    """Upload the films that their creators have not yet, each with the card of its listing; returns how many.

    `captions` has each film's caption by its subject's listing.
    """
    count = 0
    for film in films:
        creator_id = by_handle[film.subject.handle]
        caption = captions[film.subject.listing]
        async with database.unit_of_work() as uow:
            own = await videos.videos_of(uow, creator_id, only_ready=False)
        if any(video.caption == caption for video in own):
            continue
        video_id = videos.VideoId(new_id())
        size = await videos.receive_file(media, video_id, _read(film.path))
        async with database.unit_of_work() as uow:
            new = videos.NewVideo(
                video_id=video_id, creator_id=creator_id, bytes=size, caption=caption, listing_ids=(UUID(film.subject.listing),)
            )
            await videos.add_video(uow, new)
        count += 1
    return count


async def wait_until_watchable(database: Database, by_handle: Mapping[str, creators.CreatorId], bar: Bar) -> None:
    """Wait for the worker to transcode what was uploaded. Raises `demo.video_failed`, `demo.videos_slow`."""
    since, before = time.monotonic(), -1
    while True:
        async with database.unit_of_work() as uow:
            found = [video for creator_id in by_handle.values() for video in await videos.videos_of(uow, creator_id, only_ready=False)]
        if failed := [video for video in found if video.state is videos.VideoState.FAILED]:
            raise PaduError("demo.video_failed", f"a video of the demo's own could not be transcoded: {failed[0].fault}")
        ready = sum(video.state is videos.VideoState.READY for video in found)
        bar("transcode", ready, len(found))
        if ready == len(found):
            return
        done = sum(video.percent for video in found)
        if done > before:
            since, before = time.monotonic(), done
        if time.monotonic() - since > _PATIENCE:
            raise PaduError("demo.videos_slow", "no video moved on for a long time", todo="see what the social side's worker said above")
        await asyncio.sleep(_LOOK_EVERY)


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
