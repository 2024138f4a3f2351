"""The feed, one video's page, and what a viewer can do there."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from padu.social import feed, videos
from padu.social.feed import FeedPosition
from padu.social.videos import VideoId, VideosError
from padu.web.social.own_studio import onward
from padu.web.social.pieces import clips_of, thumbs_of
from padu.web.social.views import FeedView, LikeView, WatchView
from padu.web.ui import (
    NotHereError,
    WebRequest,
    read_cursor,
    read_form,
    read_query,
    reading,
    require_visitor,
    respond,
    visitor_of,
    write_cursor,
    writing,
)
from padu.web.ui.client_address import client_address

_OTHERS = 12


class FeedQuery(msgspec.Struct, frozen=True):
    """What the address may ask of the feed."""

    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


class HeartForm(msgspec.Struct, frozen=True):
    """Which way the heart was pressed: `yes` likes, anything else takes it back."""

    suka: str = ""


@get("/", name="feed")
async def show_feed(request: WebRequest) -> Response[Any]:
    """Full-screen videos, one below the other, and why each is shown."""
    position = read_cursor(read_query(request, FeedQuery).setelah, FeedPosition)
    visitor = await visitor_of(request)
    async with reading(request) as uow:
        page = await feed.feed_page(uow, position)
        reasons: dict[UUID, str] = {shown.video.video_id: shown.reason.value for shown in page.shown}
        clips = await clips_of(uow, [shown.video for shown in page.shown], visitor, reasons)
    return respond(request, "social/feed.html", FeedView(clips=clips, next=write_cursor(page.next)))


@get("/v/{video_id:uuid}", name="video")
async def show_video(request: WebRequest, video_id: FromPath[UUID]) -> Response[Any]:
    """One video, and others by the same creator."""
    visitor = await visitor_of(request)
    async with reading(request) as uow:
        video = (await videos.ready_videos(uow, [video_id])).get(VideoId(video_id))
        if video is None:
            raise NotHereError(f"there is no video {video_id} to be watched")
        (clip,) = await clips_of(uow, [video], visitor, {})
        beside = await videos.videos_of(uow, video.creator_id, only_ready=True, limit=_OTHERS + 1)
    others = [other for other in beside if other.video_id != video_id][:_OTHERS]
    return respond(request, "social/video.html", WatchView(clip=clip, others=thumbs_of(others)))


@post("/v/{video_id:uuid}/suka", status_code=303)
async def press_heart(request: WebRequest, video_id: FromPath[UUID]) -> Response[Any]:
    """Like a video, or take the like back; a script gets the new count, a form goes back to the video."""
    visitor = await require_visitor(request)
    wants = (await read_form(request, HeartForm)).suka == "yes"
    known = VideoId(video_id)
    async with writing(request) as uow:
        try:
            await (videos.like_video if wants else videos.unlike_video)(uow, known, visitor.account_id)
        except VideosError as error:
            raise NotHereError(error.what) from error
        likes = (await videos.ready_videos(uow, [known]))[known].likes
    if request.accept.best_match([MediaType.HTML, MediaType.JSON]) == MediaType.JSON:
        view = LikeView(liked=wants, likes=likes)
        return Response(msgspec.json.encode(view), media_type=MediaType.JSON, status_code=200, headers={"Cache-Control": "no-store"})
    return onward(f"/v/{video_id}")


@post("/v/{video_id:uuid}/dilihat", status_code=204)
async def count_view(request: WebRequest, video_id: FromPath[UUID]) -> None:
    """Count that the video was watched: sent by the player's script after two seconds."""
    visitor = await visitor_of(request)
    # Behind one address sit many people: their browsers tell them apart as far as a count needs.
    address = client_address(request)
    watcher = str(visitor.account_id) if visitor else f"{address} {request.headers.get('user-agent', '')[:300]}"
    async with writing(request) as uow:
        try:
            await videos.count_view(uow, VideoId(video_id), watcher, address=address)
        except VideosError as error:
            raise NotHereError(error.what) from error
