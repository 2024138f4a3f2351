"""A category's page and the results of a search: the filters live in the address."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from padu.market.catalog import CategoryLine, ListingFilter, ListingOrder, ListingPosition, list_listings
from padu.market.sellers import busiest_cities, shops_in_city
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import category_lines, category_of, grid_of
from padu.web.shop.views import Chosen, City, ShelfView
from padu.web.ui import NotHereError, WebRequest, read_cursor, read_query, reading, respond

_HIGHEST = 10**12

Order = Literal["terbaru", "termurah", "termahal"]
Price = Annotated[str, msgspec.Meta(pattern=r"^[0-9.]{0,16}$")]


class ShelfQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the address may ask of a shelf; `min` and `maks` are rupiah, with or without dots."""

    q: Annotated[str, msgspec.Meta(max_length=120)] = ""
    urut: Order = "terbaru"
    min: Price = ""
    maks: Price = ""
    kondisi: Literal["", "baru", "bekas"] = ""
    kota: Annotated[str, msgspec.Meta(max_length=80)] = ""
    kanal: Literal["", "tiktok_shop", "tokopedia"] = ""
    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


ORDERS = {"terbaru": ListingOrder.NEWEST, "termurah": ListingOrder.CHEAPEST, "termahal": ListingOrder.DEAREST}
_CONDITIONS = {"baru": "new", "bekas": "used"}


def read_price(text: str) -> int | None:
    """`25.000` or `25000` as whole rupiah; empty means no bound."""
    digits = text.replace(".", "")
    return min(int(digits), _HIGHEST) if digits else None


def chosen_of(query: ShelfQuery) -> Chosen:
    """The filters as they were understood."""
    return Chosen(
        order=query.urut,
        words=query.q.strip(),
        lowest=read_price(query.min),
        highest=read_price(query.maks),
        condition=query.kondisi or None,
        city=query.kota or None,
        channel=query.kanal or None,
    )


async def _shelf(uow: UnitOfWork, shelf: dict[str, CategoryLine], query: ShelfQuery, category: CategoryLine | None) -> ShelfView:
    chosen = chosen_of(query)
    wanted = ListingFilter(
        category_slug=category.slug if category else None,
        words=chosen.words if category is None else None,
        shop_ids=await shops_in_city(uow, chosen.city) if chosen.city else None,
        lowest=chosen.lowest,
        highest=chosen.highest,
        condition=_CONDITIONS[chosen.condition] if chosen.condition else None,
        channel=chosen.channel,
    )
    after = read_cursor(query.setelah, ListingPosition)
    page = await list_listings(uow, wanted, ORDERS[chosen.order], after=after, limit=24)
    return ShelfView(
        category=category_of(category) if category else None,
        categories=tuple(category_of(line) for line in shelf.values()),
        cities=tuple(City(city.name, city.shops) for city in await busiest_cities(uow)),
        chosen=chosen,
        grid=await grid_of(uow, page, shelf),
    )


@get("/kategori/{slug:str}", name="category")
async def show_category(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """Active listings of one category."""
    query = read_query(request, ShelfQuery)
    async with reading(request) as uow:
        shelf = await category_lines(uow)
        category = shelf.get(slug)
        if category is None:
            raise NotHereError(f"there is no category {slug!r}")
        view = await _shelf(uow, shelf, query, category)
    return respond(request, "shop/shelf.html", view)


@get("/cari", name="search")
async def show_search(request: WebRequest) -> Response[Any]:
    """Active listings whose title holds every word."""
    query = read_query(request, ShelfQuery)
    async with reading(request) as uow:
        view = await _shelf(uow, await category_lines(uow), query, None)
    return respond(request, "shop/shelf.html", view)
