"""Uploading a video: by a script that shows how far it is, or by a plain form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
from litestar import MediaType, Response, get, post
from litestar.datastructures import UploadFile

from padu.kernel.ids import new_id
from padu.social import videos
from padu.social.videos import NewVideo, VideoId, VideosError
from padu.web.social.own_studio import onward, own_creator, why
from padu.web.social.views import Received, UploadView
from padu.web.ui import WebRequest, reading, require_visitor, respond, writing
from padu.web.ui.csrf import ASK_FIRST
from padu.web.ui.form_fields import form_fields

_CHUNK = 1024 * 1024
# What the form's other fields and the lines between them may add.
_BESIDE = 64 * 1024
_STATUS = {"too_many_bytes": 413, "too_many_uploads": 429, "disk_full": 507}
_VIEW = UploadView(most_bytes=videos.BYTES_MAX, most_seconds=videos.DURATION_MAX_MS // 1000)


@get("/studio/unggah", name="upload")
async def show_upload(request: WebRequest) -> Response[Any]:
    """The upload form."""
    visitor = await require_visitor(request)
    async with reading(request) as uow:
        await own_creator(uow, visitor)
    return respond(request, "social/upload.html", _VIEW)


async def ask_first(request: WebRequest) -> None:
    """Who sends, and whether they may: before anything of what they send is read."""
    visitor = await require_visitor(request)
    async with writing(request) as uow:
        creator = await own_creator(uow, visitor)
        await videos.begin_upload(uow, creator.creator_id)


def refuse(request: WebRequest, error: VideosError) -> Response[Any]:
    """The form with the reason why nothing is taken."""
    return _refusal(request, "", error)


@post(
    "/studio/unggah",
    status_code=303,
    request_max_body_size=videos.BYTES_MAX + _BESIDE,
    opt={ASK_FIRST: ask_first},
    exception_handlers={VideosError: refuse},
)
async def upload(request: WebRequest) -> Response[Any]:
    """Take a file; 303 to its page where its cards are chosen, or the form with the reason why not."""
    visitor = await require_visitor(request)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
    fields = await form_fields(request)
    caption = next((value for value in fields.get("caption", []) if isinstance(value, str)), "").replace("\x00", "")
    sent = next((value for value in fields.get("video", []) if isinstance(value, UploadFile)), None)
    media: Path = request.app.state.media_folder
    video_id = VideoId(new_id())
    try:
        size = await videos.receive_file(media, video_id, _chunks(sent))
        try:
            async with writing(request) as uow:
                await videos.add_video(uow, NewVideo(video_id=video_id, creator_id=creator.creator_id, bytes=size, caption=caption))
        except BaseException:
            videos.remove_files(media, video_id)
            raise
    except VideosError as error:
        return _refusal(request, caption, error)
    finally:
        if sent is not None:
            await sent.close()
    location = f"/studio/video/{video_id}"
    if request.accept.best_match([MediaType.HTML, MediaType.JSON]) == MediaType.JSON:
        return Response(msgspec.json.encode(Received(location=location)), media_type=MediaType.JSON, status_code=201)
    return onward(location)


def _refusal(request: WebRequest, caption: str, error: VideosError) -> Response[Any]:
    refused = msgspec.structs.replace(_VIEW, caption=caption, refused=why(error))
    return respond(request, "social/upload.html", refused, status_code=_STATUS.get(why(error), 422))


async def _chunks(sent: UploadFile | None) -> AsyncIterator[bytes]:
    while sent is not None and (chunk := await sent.read(_CHUNK)):
        yield chunk
