"""One's own video: its caption, its cards, and taking it down."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from padu.exchange.cards import find_cards, lent_cards
from padu.platform.unit_of_work import UnitOfWork
from padu.social import creators, videos
from padu.social.creators import Creator
from padu.social.videos import Video, VideoId, VideosError
from padu.web.social.own_studio import onward, own_creator, why
from padu.web.social.pieces import card_line, lent_lines, own_line
from padu.web.social.views import EditView
from padu.web.ui import NotHereError, WebRequest, read_form, read_query, reading, require_visitor, respond, writing

_FOUND = 12


class WordsQuery(msgspec.Struct, frozen=True):
    """Words to look for among the cards."""

    q: Annotated[str, msgspec.Meta(max_length=120)] = ""


class DescribeForm(msgspec.Struct, frozen=True, kw_only=True):
    """A caption, and the listings whose cards the video shows."""

    caption: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    listing_id: tuple[UUID, ...] = ()


@get("/studio/video/{video_id:uuid}", name="edit_video")
async def show_own_video(request: WebRequest, video_id: FromPath[UUID]) -> Response[Any]:
    """The video with its form; cards come from the showcase, and from a search."""
    visitor = await require_visitor(request)
    words = read_query(request, WordsQuery).q.strip()
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
        video = await _own(uow, creator, video_id)
        view = await _view(uow, creator, video, words)
    return respond(request, "social/edit_video.html", view)


@post("/studio/video/{video_id:uuid}", status_code=303)
async def describe(request: WebRequest, video_id: FromPath[UUID]) -> Response[Any]:
    """Write caption and cards; 303 back to the video, 422 with the form where it was refused."""
    visitor = await require_visitor(request)
    form = await read_form(request, DescribeForm)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
        video = await _own(uow, creator, video_id)
        lent = await lent_cards(uow, form.listing_id)
    # Those that are shown already may stay while the market does not lend them.
    wished = [one for one in form.listing_id if one in lent or one in video.listing_ids]
    try:
        async with writing(request) as uow:
            await videos.describe_video(uow, creator.creator_id, video.video_id, caption=form.caption, listing_ids=wished)
    except VideosError as error:
        if why(error) == "unknown":
            raise NotHereError(error.what) from error
        async with reading(request) as uow:
            typed = msgspec.structs.replace(video, caption=form.caption)
            view = msgspec.structs.replace(await _view(uow, creator, typed, ""), refused=why(error))
        return respond(request, "social/edit_video.html", view, status_code=422)
    return onward(f"/studio/video/{video_id}")


@post("/studio/video/{video_id:uuid}/hapus", status_code=303)
async def delete(request: WebRequest, video_id: FromPath[UUID]) -> Response[Any]:
    """Take the video down; 303 to the studio."""
    visitor = await require_visitor(request)
    async with writing(request) as uow:
        creator = await own_creator(uow, visitor)
        try:
            await videos.delete_video(uow, creator.creator_id, VideoId(video_id))
        except VideosError as error:
            raise NotHereError(error.what) from error
    return onward("/studio")


async def _own(uow: UnitOfWork, creator: Creator, video_id: UUID) -> Video:
    video = await videos.own_video(uow, creator.creator_id, video_id)
    if video is None:
        raise NotHereError(f"there is no video {video_id} of yours")
    return video


async def _view(uow: UnitOfWork, creator: Creator, video: Video, words: str) -> EditView:
    shows = await creators.showcase_of(uow, creator.creator_id)
    chosen = await lent_lines(uow, video.listing_ids)
    found = [card_line(card) for card in await find_cards(uow, words, _FOUND)] if words else []
    beside = {line.listing_id: line for line in (*found, *await lent_lines(uow, shows)) if line.listing_id not in video.listing_ids}
    return EditView(video=own_line(video), most_cards=videos.CARDS_MAX, chosen=chosen, choices=tuple(beside.values()), words=words)
