"""What a creator shows on their page: cards that the market lends, found by words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post

from padu.exchange.cards import find_cards, lent_cards
from padu.platform.unit_of_work import UnitOfWork
from padu.social import creators
from padu.social.creators import Creator, CreatorsError
from padu.web.social.edit_video import WordsQuery
from padu.web.social.own_studio import onward, own_creator, why
from padu.web.social.pieces import card_line, face_of
from padu.web.social.views import ShowcaseView
from padu.web.ui import NotHereError, WebRequest, read_form, read_query, reading, require_visitor, respond, writing
from padu.web.ui.own_path import own_path

_FOUND = 24


class ItemForm(msgspec.Struct, frozen=True, kw_only=True):
    """Which listing; `kembali`: the page to come back to."""

    listing_id: UUID
    kembali: str = "/studio/etalase"


@get("/studio/etalase", name="showcase")
async def show_showcase(request: WebRequest) -> Response[Any]:
    """What is shown, and a search for more; without words, what the market lent last."""
    visitor = await require_visitor(request)
    words = read_query(request, WordsQuery).q.strip()
    async with reading(request) as uow:
        view = await _view(uow, await own_creator(uow, visitor), words)
    return respond(request, "social/showcase.html", view)


@post("/studio/etalase/tambah", status_code=303)
async def add(request: WebRequest) -> Response[Any]:
    """Show a listing; 303 back, 422 with the page where the showcase is full."""
    visitor = await require_visitor(request)
    form = await read_form(request, ItemForm)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
        if form.listing_id not in await lent_cards(uow, [form.listing_id]):
            raise NotHereError(f"the market lends no card of {form.listing_id}")
    try:
        async with writing(request) as uow:
            await creators.add_to_showcase(uow, creator.creator_id, form.listing_id)
    except CreatorsError as error:
        async with reading(request) as uow:
            view = msgspec.structs.replace(await _view(uow, creator, ""), refused=why(error))
        return respond(request, "social/showcase.html", view, status_code=422)
    return onward(own_path(form.kembali))


@post("/studio/etalase/lepas", status_code=303)
async def take_away(request: WebRequest) -> Response[Any]:
    """Show a listing no longer; 303 back."""
    visitor = await require_visitor(request)
    form = await read_form(request, ItemForm)
    async with writing(request) as uow:
        creator = await own_creator(uow, visitor)
        await creators.take_from_showcase(uow, creator.creator_id, form.listing_id)
    return onward(own_path(form.kembali))


@post("/studio/etalase/naik", status_code=303)
async def move_up(request: WebRequest) -> Response[Any]:
    """Show a listing one place earlier; 303 back."""
    visitor = await require_visitor(request)
    form = await read_form(request, ItemForm)
    async with writing(request) as uow:
        creator = await own_creator(uow, visitor)
        shown = list(await creators.showcase_of(uow, creator.creator_id))
        place = shown.index(form.listing_id) if form.listing_id in shown else 0
        if place > 0:
            shown[place - 1], shown[place] = shown[place], shown[place - 1]
            await creators.arrange_showcase(uow, creator.creator_id, shown)
    return onward(own_path(form.kembali))


async def _view(uow: UnitOfWork, creator: Creator, words: str) -> ShowcaseView:
    shows = await creators.showcase_of(uow, creator.creator_id)
    lent = await lent_cards(uow, shows)
    shown = tuple(card_line(lent[one]) for one in shows if one in lent)
    found = tuple(card_line(card) for card in await find_cards(uow, words, _FOUND) if card.listing_id not in shows)
    return ShowcaseView(face=face_of(creator), shown=shown, lost=len(shows) - len(shown), words=words, found=found)
