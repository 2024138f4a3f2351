"""The sheet between a video and the shop: what is passed on, before it is."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath

from padu.exchange.cards import lent_cards
from padu.exchange.handoff import AskedBy, HandoffRefusal, issue
from padu.exchange.register import DoorKeys, flow_on, pull_state
from padu.platform.unit_of_work import UnitOfWork
from padu.social import creators, videos
from padu.social.creators import Creator
from padu.social.videos import VideoId
from padu.web.social.pieces import card_line, face_of
from padu.web.social.views import CardLine, Face
from padu.web.ui import NotHereError, WebRequest, reading, respond, visitor_of, writing
from padu.web.ui.client_address import client_address
from padu.web.ui.door_fields import FieldLine, field_lines
from padu.web.ui.site import site_of

_SURFACE = "video"
_NOT_STORED = {"Cache-Control": "no-store"}
_STATUS = {"too_many": 429, "not_lent": 409}
# So many pulls in a row without an answer are no hiccup.
_SILENT_AFTER = 3


class SheetView(msgspec.Struct, frozen=True, kw_only=True):
    """You are going to the shop: `shop_site` is the market's host, `fields` all that goes along. `refused`: why it could not be made.

    `card` is None where the market lends none any more. `heard_at` is when the market last told how its goods stand; `is_silent` says
    that it does not answer at present.
    """

    back: str
    card: CardLine | None
    face: Face
    shop_site: str
    fields: tuple[FieldLine, ...]
    heard_at: dt.datetime | None
    is_silent: bool
    refused: str = ""


@get("/ke-toko/{video_id:uuid}/{listing_id:uuid}", name="to_shop")
async def show_sheet(request: WebRequest, video_id: FromPath[UUID], listing_id: FromPath[UUID]) -> Response[Any]:
    """What is about to happen, and what is passed on with it."""
    async with reading(request) as uow:
        creator = await _creator(uow, video_id, listing_id)
        view = await _view(request, uow, creator, video_id, listing_id)
    return respond(request, "social/handoff.html", view, headers=_NOT_STORED, status_code=200 if view.card else 410)


@post("/ke-toko/{video_id:uuid}/{listing_id:uuid}", name="go_to_shop", status_code=303)
async def go_to_shop(request: WebRequest, video_id: FromPath[UUID], listing_id: FromPath[UUID]) -> Response[Any]:
    """Make the hand-off and lead to the market with it."""
    keys: DoorKeys = request.app.state.door_keys
    visitor = await visitor_of(request)
    asked_by = AskedBy(address=client_address(request), account_id=visitor.account_id if visitor else None)
    async with writing(request) as uow:
        creator = await _creator(uow, video_id, listing_id)
        made = await issue(uow, keys.own, creator_id=creator.creator_id, listing_id=listing_id, surface=_SURFACE, asked_by=asked_by)
        if isinstance(made, HandoffRefusal):
            word = made.code.removeprefix("handoff.")
            view = msgspec.structs.replace(await _view(request, uow, creator, video_id, listing_id), refused=word)
            return respond(request, "social/handoff.html", view, headers=_NOT_STORED, status_code=_STATUS.get(word, 409))
    address = f"{_market(request)}/serah-terima?t={quote(made.token, safe='')}"
    return Response("", status_code=303, headers={"Location": address, **_NOT_STORED})


async def _creator(uow: UnitOfWork, video_id: UUID, listing_id: UUID) -> Creator:
    """Whose video it is that shows the listing; nobody is led from one that does not."""
    video = (await videos.ready_videos(uow, [video_id])).get(VideoId(video_id))
    if video is None or listing_id not in video.listing_ids:
        raise NotHereError("no video to be watched shows this listing")
    return (await creators.creators_by_id(uow, [video.creator_id]))[video.creator_id]


async def _view(request: WebRequest, uow: UnitOfWork, creator: Creator, video_id: UUID, listing_id: UUID) -> SheetView:
    card = (await lent_cards(uow, [listing_id])).get(listing_id)
    state = await pull_state(uow, "cards")
    values = {"listing_id": card.title if card else "", "creator_id": f"@{creator.handle} ({creator.creator_id})", "surface": _SURFACE}
    return SheetView(
        back=f"/v/{video_id}",
        card=card_line(card) if card else None,
        face=face_of(creator),
        shop_site=urlsplit(_market(request)).netloc,
        fields=field_lines(flow_on("handoff", uow.clock.now()), values),
        heard_at=state.pulled_at,
        is_silent=state.failures >= _SILENT_AFTER,
    )


def _market(request: WebRequest) -> str:
    """The one origin of others' that this site's forms may lead to."""
    return site_of(request).sends_to[0]


def handoff_router() -> Router:
    """The sheet. `app.state.door_keys` must be the social side's, and the site's forms must be allowed to lead to the market."""
    return Router(path="/", route_handlers=[show_sheet, go_to_shop])
