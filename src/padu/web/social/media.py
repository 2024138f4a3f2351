"""The files of videos: whole, or a range of their bytes, as players ask."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from padu.social import videos
from padu.web.ui import NotHereError, WebRequest, reading
from padu.web.ui.visitor import FOR_EVERYBODY

_TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/iso.segment", ".mp4": "video/mp4", ".webp": "image/webp"}
_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
# A video's files never change, but it may be taken down: not for ever, and not in anybody else's cache.
_KEPT = "private, max-age=3600"


class Part(NamedTuple):
    """Bytes from `first` to `last`, both included."""

    first: int
    last: int


def read_range(header: str | None, size: int) -> Part | None:
    """The part of a file of `size` bytes that a Range header asks for (RFC 9110 section 14.1.2); None where it asks for none.

    Several parts at once, and what cannot be read, are answered by the whole, as the RFC allows. Raises `ValueError` where the part lies
    behind the end.
    """
    asked = _RANGE.fullmatch(header or "")
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        length = int(asked[2])
        if length == 0:
            raise ValueError(header)
        return Part(max(0, size - length), size - 1)
    first, last = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if asked[2] and last < first:
        return None
    if first >= size:
        raise ValueError(header)
    return Part(first, min(last, size - 1))


@get("/media/{video_id:uuid}/{name:str}", name="media", include_in_schema=False, opt=FOR_EVERYBODY)
async def give_media(request: WebRequest, video_id: FromPath[UUID], name: FromPath[str]) -> Response[Any]:
    """A file of a video that can be watched; 206 for a range, 416 for one behind the end."""
    if not videos.MEDIA_NAME.fullmatch(name):
        raise NotHereError(f"a video has no file {name!r}")
    async with reading(request) as uow:
        if not await videos.is_ready(uow, video_id):
            raise NotHereError(f"there is no video {video_id} to be watched")
    path = videos.video_folder(request.app.state.media_folder, video_id) / name
    try:
        size = (await asyncio.to_thread(path.stat)).st_size
    except FileNotFoundError as error:
        raise NotHereError(f"the video {video_id} has no file {name}") from error
    kind = _TYPES[path.suffix]
    headers = {"Cache-Control": _KEPT, "Accept-Ranges": "bytes"}
    try:
        part = read_range(request.headers.get("range"), size)
    except ValueError:
        return Response("", status_code=416, media_type=kind, headers={"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"})
    whole = Part(0, size - 1)
    sent = part or whole
    headers["Content-Length"] = str(sent.last - sent.first + 1)
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return Stream(_read(path, sent), status_code=206 if part else 200, media_type=kind, headers=headers)


async def _read(path: Path, part: Part) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, part.first)
        left = part.last - part.first + 1
        while left > 0 and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
    finally:
        file.close()
