"""What a creator earned, as far as the market has told of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from litestar import Response, get

from padu.exchange.attribution import earnings_of
from padu.exchange.cards import lent_cards
from padu.web.social.own_studio import own_creator
from padu.web.social.pieces import face_of
from padu.web.social.views import EarningLine, EarningsView
from padu.web.ui import WebRequest, reading, require_visitor, respond


@get("/studio/pendapatan", name="earnings")
async def show_earnings(request: WebRequest) -> Response[Any]:
    """The whole first, then the newest counts; and why some sales are not among them yet."""
    visitor = await require_visitor(request)
    async with reading(request) as uow:
        creator = await own_creator(uow, visitor)
        earned = await earnings_of(uow, creator.creator_id)
        lent = await lent_cards(uow, {count.listing_id for count in earned.newest})
    titles = {listing_id: card.title for listing_id, card in lent.items()}
    view = EarningsView(
        face=face_of(creator),
        orders=earned.orders,
        units=earned.units,
        commission=earned.commission,
        lines=tuple(
            EarningLine(
                title=titles.get(count.listing_id, ""),
                day=dt.datetime.combine(count.day, dt.time(12), dt.UTC),
                orders=count.orders,
                units=count.units,
                commission=count.commission,
                published_at=count.published_at,
            )
            for count in earned.newest
        ),
        delay_hours=request.app.state.attribution_delay_hours,
        minimum=request.app.state.attribution_minimum,
    )
    return respond(request, "social/earnings.html", view)
