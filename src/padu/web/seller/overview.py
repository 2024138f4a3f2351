"""The seller's first screen: what must I do now, how am I doing, what could I do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from litestar import Response, get

from padu.market.catalog import shop_variants
from padu.market.orders import ShopOrderLine, ShopTasks, sales_by_hour, sales_pace, shop_tasks, waiting_orders
from padu.market.stock import units_of_variants
from padu.platform.unit_of_work import UnitOfWork
from padu.web.seller.own_shops import OwnShop, OwnShops, Slug, own_shops, seller_of
from padu.web.seller.suggest import RunningOut, Suggestion, running_out, suggest
from padu.web.seller.usual_day import WINDOW_DAYS, Drawing, UsualDay, compare, draw, window_start
from padu.web.ui import WebRequest, read_query, reading, respond

_SOON = dt.timedelta(hours=12)


class ShopQuery(msgspec.Struct, frozen=True):
    """Which of the seller's shops."""

    toko: Slug = ""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop must do, how it does, what it could do."""

    tasks: ShopTasks
    waiting: tuple[ShopOrderLine, ...]
    short: tuple[RunningOut, ...]
    sales: UsualDay
    drawing: Drawing
    suggestion: Suggestion | None


class OverviewView(msgspec.Struct, frozen=True, kw_only=True):
    """The first screen; `day` is None for somebody who runs no shop yet."""

    own: OwnShops
    now: dt.datetime
    day: Day | None
    here: str = "overview"


@get("/penjual", name="seller")
async def show_overview(request: WebRequest) -> Response[Any]:
    """Orders to pack and send with their deadlines, stock running out, today's sales against a usual day, one suggestion."""
    seller = await seller_of(request)
    async with reading(request) as uow:
        own = await own_shops(uow, seller, read_query(request, ShopQuery).toko)
        day = await _day(uow, own.shop) if own.shop else None
        view = OverviewView(own=own, now=uow.clock.now(), day=day)
    return respond(request, "seller/overview.html", view)


async def _day(uow: UnitOfWork, shop: OwnShop) -> Day:
    now = uow.clock.now()
    since = now - dt.timedelta(days=WINDOW_DAYS)
    variants = await shop_variants(uow, shop.shop_id)
    units = await units_of_variants(uow, shop.shop_id, [variant.variant_id for variant in variants])
    pace = await sales_pace(uow, shop.shop_id, since)
    short = running_out(variants, units, pace, WINDOW_DAYS)
    sales = compare(await sales_by_hour(uow, shop.shop_id, window_start(now)), now)
    return Day(
        tasks=await shop_tasks(uow, shop.shop_id, within=_SOON),
        waiting=await waiting_orders(uow, shop.shop_id, limit=5),
        short=short,
        sales=sales,
        drawing=draw(sales),
        suggestion=suggest(short, variants, units, pace, WINDOW_DAYS),
    )
