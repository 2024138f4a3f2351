"""Where a video's files lie, from the upload to the player."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from padu.kernel.errors import PaduError
from padu.social.videos.rules import BYTES_MAX
from padu.social.videos.types import VideoId, VideosError

MASTER, SMALL, POSTER = "master.m3u8", "small.mp4", "poster.webp"

# Every name that a transcoding makes and a page may ask for; nothing in it can lead out of the video's own folder.
MEDIA_NAME = re.compile(r"(?:master|[0-9]{3}p)\.m3u8|[0-9]{3}p-init\.mp4|[0-9]{3}p-[0-9]{3}\.m4s|small\.mp4|poster\.webp")


def incoming_file(media: Path, video_id: UUID) -> Path:
    """What the creator sent, until it is transcoded."""
    return media / "incoming" / str(video_id)


def video_folder(media: Path, video_id: UUID) -> Path:
    """What players get; it appears whole."""
    return media / "videos" / str(video_id)


def work_folder(media: Path, video_id: UUID) -> Path:
    """Where a transcoding is at work; what an interrupted one left behind is cleared away first."""
    folder = media / "work" / str(video_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def publish(media: Path, video_id: UUID) -> None:
    """Put what a transcoding made in its place, in one step."""
    target = video_folder(media, video_id)
    shutil.rmtree(target, ignore_errors=True)  # of a run that ended before it could say so
    target.parent.mkdir(parents=True, exist_ok=True)
    (media / "work" / str(video_id)).replace(target)


def remove_files(media: Path, video_id: UUID, *, published: bool = True) -> None:
    """Remove what lies around of a video: the upload and a transcoding's leftovers, and what was published unless told otherwise."""
    incoming_file(media, video_id).unlink(missing_ok=True)
    shutil.rmtree(media / "work" / str(video_id), ignore_errors=True)
    if published:
        shutil.rmtree(video_folder(media, video_id), ignore_errors=True)


async def receive_file(media: Path, video_id: VideoId, chunks: AsyncIterator[bytes]) -> int:
    """Take an upload to disk as it comes; its size in bytes. Nothing of it stays where it fails.

    Raises `VideosError`: `videos.empty`, `videos.too_many_bytes`, `videos.disk_full`.
    """
    target = incoming_file(media, video_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        size = await _write(part, chunks)
        if size == 0:
            raise VideosError("videos.empty", "the file holds nothing", todo="choose the video again")
        part.replace(target)
    except OSError as error:
        raise _explain(error) from error
    finally:
        part.unlink(missing_ok=True)
    return size


async def _write(part: Path, chunks: AsyncIterator[bytes]) -> int:
    size = 0
    with part.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > BYTES_MAX:
                raise VideosError(
                    "videos.too_many_bytes",
                    "the file is larger than is taken",
                    todo=f"send at most {BYTES_MAX // 1024 // 1024} MB: a shorter video, or one of fewer pixels",
                )
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def _explain(error: OSError) -> PaduError:
    return VideosError(
        "videos.disk_full", f"the file cannot be kept: {error.strerror}", todo="make room under PADU_HOME/media, then send it again"
    )
