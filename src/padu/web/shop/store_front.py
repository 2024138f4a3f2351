"""A shop's own page."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from padu.market.catalog import ListingFilter, ListingPosition, list_listings
from padu.market.sellers import shop_by_slug
from padu.web.shop.cards import category_lines, grid_of, shop_card
from padu.web.shop.shelf import ORDERS, ShelfQuery
from padu.web.shop.views import ShopView
from padu.web.ui import NotHereError, WebRequest, read_cursor, read_query, reading, respond


@get("/toko/{slug:str}", name="shop")
async def show_shop(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Who the shop is, where it came from, what it offers."""
    query = read_query(request, ShelfQuery)
    position = read_cursor(query.setelah, ListingPosition)
    async with reading(request) as uow:
        found = await shop_by_slug(uow, slug)
        if found is None:
            raise NotHereError(f"there is no shop {slug!r}")
        page = await list_listings(uow, ListingFilter(shop_ids=(found.shop.shop_id,)), ORDERS[query.urut], after=position, limit=24)
        shelf = await category_lines(uow)
        view = ShopView(shop=shop_card(found.shop), channels=found.channels, order=query.urut, grid=await grid_of(uow, page, shelf))
    return respond(request, "shop/shop.html", view)
