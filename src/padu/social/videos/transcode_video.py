"""The jobs: make an upload watchable, begin anew what was left lying, remove a deleted video's files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import func, select

from padu.events.social import VideoFailed, VideoReady
from padu.platform.unit_of_work import Database
from padu.social.videos import media_files, rules, store
from padu.social.videos.commands.add_video import ask_for_transcoding
from padu.social.videos.encode import encode
from padu.social.videos.probe_file import probe_file
from padu.social.videos.types import Fault, FaultError, Source, VideoId, VideoState


class _DeletedError(Exception):
    """The creator took the video down meanwhile."""


async def transcode_video(database: Database, media_folder: Path, video_id: UUID) -> None:
    """Make a video watchable, or say why it can't be. May be run any number of times, also after it was killed in the middle.

    Raises `VideosError` (`videos.disk_full`) where the machine is at fault; then the video is taken up again later.
    """
    known = VideoId(video_id)
    async with _alone(database, known) as is_mine:
        if not is_mine or not await _begin(database, media_folder, known):
            return
        try:
            source, duration_ms = await _make(database, media_folder, known)
        except FaultError as error:
            await _fail(database, media_folder, known, error.fault)
        except _DeletedError:
            media_files.remove_files(media_folder, known)
        else:
            await _finish(database, media_folder, known, source, duration_ms)


async def resume_videos(database: Database) -> None:
    """Ask again for the transcoding of videos on which a worker fell silent; to be run about once a minute."""
    async with database.unit_of_work() as uow:
        for video_id in await store.take_silent(uow, uow.clock.now() - rules.SILENT_FOR):
            await ask_for_transcoding(uow, video_id)


async def remove_video_files(media_folder: Path, video_id: UUID) -> None:
    """Remove what is left of a deleted video."""
    await asyncio.to_thread(media_files.remove_files, media_folder, video_id)


@asynccontextmanager
async def _alone(database: Database, video_id: VideoId) -> AsyncGenerator[bool]:
    """Whether nobody else works on the video. The lock is the connection's: it falls with a worker that is killed."""
    number = int.from_bytes(video_id.bytes[8:], "big", signed=True)
    async with database.engine.connect() as plain:
        own = await plain.execution_options(isolation_level="AUTOCOMMIT")
        is_mine = bool((await own.execute(select(func.pg_try_advisory_lock(number)))).scalar_one())
        try:
            yield is_mine
        finally:
            if is_mine:
                await own.execute(select(func.pg_advisory_unlock(number)))


async def _begin(database: Database, media: Path, video_id: VideoId) -> bool:
    """Whether there is something to do; leftovers of what is done are cleared away."""
    async with database.unit_of_work() as uow:
        found = await store.lock_state(uow, video_id)
        if found is not None and found[0] in store.AT_WORK:
            return await store.save_progress(uow, video_id, 0)
    media_files.remove_files(media, video_id, published=found is None or found[0] is not VideoState.READY)
    return False


async def _make(database: Database, media: Path, video_id: VideoId) -> tuple[Source, int]:
    incoming = media_files.incoming_file(media, video_id)
    if not incoming.is_file():
        raise FaultError(Fault.LOST)
    source = await probe_file(incoming)
    if fault := rules.fault_of(source):
        raise FaultError(fault)

    async def progress(written_ms: int) -> None:
        async with database.unit_of_work() as uow:
            if not await store.save_progress(uow, video_id, rules.percent_of(written_ms, source.duration_ms)):
                raise _DeletedError

    return source, await encode(incoming, media_files.work_folder(media, video_id), source, progress)


async def _finish(database: Database, media: Path, video_id: VideoId, source: Source, duration_ms: int) -> None:
    async with database.unit_of_work() as uow:
        found = await store.lock_state(uow, video_id)
        if found is not None:
            # Files first: a video is never ready without them, and an interrupted run does it all again.
            media_files.publish(media, video_id)
            largest = rules.ladder(source.width, source.height)[-1]
            await store.save_ready(uow, video_id, width=largest.width, height=largest.height, duration_ms=duration_ms)
            uow.tell(VideoReady(creator_id=found[1], video_id=video_id, duration_ms=duration_ms))
    media_files.remove_files(media, video_id, published=found is None)


async def _fail(database: Database, media: Path, video_id: VideoId, fault: Fault) -> None:
    async with database.unit_of_work() as uow:
        found = await store.lock_state(uow, video_id)
        if found is not None:
            await store.save_failed(uow, video_id, fault)
            uow.tell(VideoFailed(creator_id=found[1], video_id=video_id, fault=fault))
    media_files.remove_files(media, video_id)
    structlog.get_logger().info("video refused", video=str(video_id), fault=fault)
