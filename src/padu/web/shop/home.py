"""The market's front page."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get

from padu.market.catalog import CategoryLine, ListingFilter, ListingPosition, lines_of, list_listings
from padu.market.reviews import best_rated
from padu.market.sellers import newest_shops
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import cards_of, category_lines, category_of, grid_of, shop_card
from padu.web.shop.views import Card, HomeView
from padu.web.ui import WebRequest, read_cursor, read_query, reading, respond


class HomeQuery(msgspec.Struct, frozen=True):
    """What the address may ask of the front page."""

    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


async def _loved(uow: UnitOfWork, shelf: dict[str, CategoryLine]) -> tuple[Card, ...]:
    """The twelve best rated that can be had: what is sold out makes room for the next."""
    cards = await cards_of(uow, await lines_of(uow, await best_rated(uow, 20)), shelf)
    return tuple(card for card in cards if card.stock > 0)[:12]


@get("/", name="home")
async def show_home(request: WebRequest) -> Response[Any]:
    """Categories, what buyers love, what is new. From the second page on, only what is new."""
    position = read_cursor(read_query(request, HomeQuery).setelah, ListingPosition)
    async with reading(request) as uow:
        shelf = await category_lines(uow)
        newest = await list_listings(uow, ListingFilter(), after=position, limit=24)
        first = position is None
        loved = await _loved(uow, shelf) if first else ()
        shops = await newest_shops(uow, 6) if first else ()
        view = HomeView(
            categories=tuple(category_of(line) for line in shelf.values()),
            loved=loved,
            grid=await grid_of(uow, newest, shelf),
            shops=tuple(shop_card(shop) for shop in shops),
        )
    return respond(request, "shop/home.html", view)
