"""Where a viewer arrives from the social side: what came along, whether the creator is credited, and on to the product."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post

from padu.exchange.cards import Card
from padu.exchange.consent import CREDIT_CREATOR, purpose_of
from padu.exchange.findings import LawBook
from padu.exchange.handoff import Arrival, Gate, HandoffRefusal, arrive, confirm
from padu.exchange.register import DoorKeys, flow_on
from padu.kernel.money import Money
from padu.market.sellers import shops_by_id
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import product_path
from padu.web.ui import Picture, WebRequest, language_of, picture_of, read_form, read_query, respond, visitor_of, writing
from padu.web.ui.client_address import client_address
from padu.web.ui.door_fields import FieldLine, field_lines

_SHOPPER = "shopper"
_NOT_STORED = {"Cache-Control": "no-store"}
_STATUS = {"expired": 410, "replayed": 410, "unknown_listing": 404, "not_lent": 410, "door_closed": 503, "too_many": 429}


class HandoffQuery(msgspec.Struct, frozen=True):
    """The hand-off as the address brings it."""

    t: Annotated[str, msgspec.Meta(max_length=8000)] = ""


class ConfirmForm(msgspec.Struct, frozen=True):
    """The hand-off, and whether the creator may be credited."""

    t: str
    attribution: Literal["", "yes"] = ""


class ArrivedCard(msgspec.Struct, frozen=True, kw_only=True):
    """The goods that the hand-off leads to."""

    title: str
    price: Money
    picture: Picture
    shop: str
    city: str


class ArrivalView(msgspec.Struct, frozen=True, kw_only=True):
    """What arrived. `buys`: whether a shopper is signed in, who alone can have the creator credited; `notice`: what they would agree to.

    Where it is refused, `refused` says why, and all else is empty.
    """

    token: str = ""
    card: ArrivedCard | None = None
    fields: tuple[FieldLine, ...] = ()
    buys: bool = False
    notice: str = ""
    refused: str = ""


@get("/serah-terima", name="arrival")
async def show_arrival(request: WebRequest) -> Response[Any]:
    """What was passed on; nothing is used up by looking."""
    token = read_query(request, HandoffQuery).t
    visitor = await visitor_of(request)
    async with writing(request) as uow:
        arrival = await arrive(uow, _gate(request), token, address=client_address(request))
        if isinstance(arrival, HandoffRefusal):
            return _refuse(request, arrival)
        view = ArrivalView(
            token=token,
            card=_card(arrival.card),
            fields=_fields(uow, arrival),
            buys=visitor is not None and _SHOPPER in visitor.roles,
            notice=purpose_of(CREDIT_CREATOR).wording.in_language(language_of(request)),
        )
    return respond(request, "shop/handoff.html", view, headers=_NOT_STORED)


@post("/serah-terima", name="confirm_arrival", status_code=303)
async def confirm_arrival(request: WebRequest) -> Response[Any]:
    """Use the hand-off up and lead to the product; with the shopper's consent the creator is credited."""
    form = await read_form(request, ConfirmForm)
    visitor = await visitor_of(request)
    buyer_id = visitor.account_id if visitor is not None and _SHOPPER in visitor.roles else None
    async with writing(request) as uow:
        done = await confirm(
            uow,
            _gate(request),
            form.t,
            address=client_address(request),
            buyer_id=buyer_id,
            attribution=form.attribution == "yes",
            language=language_of(request),
        )
        if isinstance(done, HandoffRefusal):
            return _refuse(request, done)
        shop = (await shops_by_id(uow, [done.shop_id]))[done.shop_id]
    path = product_path(shop.slug, done.card.title, done.card.listing_id)
    return Response("", status_code=303, headers={"Location": path, **_NOT_STORED})


def _refuse(request: WebRequest, refusal: HandoffRefusal) -> Response[Any]:
    word = refusal.code.removeprefix("handoff.")
    headers = {**_NOT_STORED, "Retry-After": "600"} if word == "too_many" else _NOT_STORED
    return respond(request, "shop/handoff.html", ArrivalView(refused=word), status_code=_STATUS.get(word, 403), headers=headers)


def _card(card: Card) -> ArrivedCard:
    picture = picture_of(card.picture, emoji=card.emoji, name=card.listing_id.hex)
    return ArrivedCard(title=card.title, price=card.price, picture=picture, shop=card.shop, city=card.city)


def _fields(uow: UnitOfWork, arrival: Arrival) -> tuple[FieldLine, ...]:
    fields = arrival.fields
    values = {
        "handoff_id": str(fields.handoff_id),
        "listing_id": arrival.card.title,
        "creator_id": str(fields.creator_id),
        "surface": fields.surface,
        "issued_at": fields.issued_at,
        "expires_at": fields.expires_at,
    }
    return field_lines(flow_on("handoff", uow.clock.now()), values)


def _gate(request: WebRequest) -> Gate:
    keys: DoorKeys = request.app.state.door_keys
    law: LawBook = request.app.state.law_book
    return Gate(keys.other, law)
