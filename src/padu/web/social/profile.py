"""A creator's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from padu.exchange.cards import lent_cards
from padu.social import creators, videos
from padu.web.social.pieces import card_line, face_of, thumbs_of
from padu.web.social.views import ProfileView
from padu.web.ui import NotHereError, WebRequest, read_query, reading, respond, visitor_of

_VIDEOS = 24


class GridQuery(msgspec.Struct, frozen=True):
    """What the address may ask of a grid of videos: those older than one."""

    setelah: UUID | None = None


@get("/{name:str}", name="profile")
async def show_profile(request: WebRequest, name: FromPath[str]) -> Response[Any]:
    """The creator behind `@handle`: what they show and what they filmed."""
    if not name.startswith("@"):
        raise NotHereError(f"there is no page {name!r}")
    before = read_query(request, GridQuery).setelah
    visitor = await visitor_of(request)
    async with reading(request) as uow:
        creator = await creators.creator_by_handle(uow, name)
        if creator is None:
            raise NotHereError(f"nobody goes by {name!r}")
        page = await videos.videos_of(uow, creator.creator_id, only_ready=True, before=before, limit=_VIDEOS + 1)
        shown, shows = page[:_VIDEOS], await creators.showcase_of(uow, creator.creator_id)
        lent = await lent_cards(uow, shows)
        own = await creators.creator_of(uow, visitor.account_id) if visitor else None
        # The way to the market leads from a video that shows the thing; a showcase alone is no such way.
        ways = await videos.newest_showing(uow, creator.creator_id, [one for one in shows if one in lent])
    view = ProfileView(
        face=face_of(creator),
        bio=creator.bio,
        since=creator.since,
        is_own=own is not None and own.creator_id == creator.creator_id,
        cards=tuple(card_line(lent[one], video_id=ways.get(one)) for one in shows if one in lent),
        videos=thumbs_of(shown),
        next=str(shown[-1].video_id) if len(page) > _VIDEOS else None,
    )
    return respond(request, "social/profile.html", view)
