"""A shop's orders: the list with its filters, one whole, packing them one or many at a time, and the list as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import structlog
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from padu.market.orders import (
    OrderError,
    OrderKey,
    OrderStatus,
    ShopOrder,
    ShopOrderLine,
    ShopOrderPlace,
    find_shop_order,
    list_shop_orders,
    pack_order,
)
from padu.market.parcels import BiteshipClient, ParcelView, book_parcel, parcels_of, request_parcel
from padu.platform.unit_of_work import Database
from padu.web.seller.own_shops import OwnShops, Slug, own_shop_ids, own_shops, seller_of
from padu.web.ui import NotHereError, WebRequest, read_cursor, read_form, read_query, reading, respond, write_cursor, writing
from padu.web.ui.csv_export import Cell, export_csv

_COLUMNS = ("order_id", "platform", "source_id", "status", "ordered_at", "ship_by", "total_idr", "units", "title", "courier", "city")
_EXPORTED_AT_ONCE = 500
Count = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class OrdersQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders; `dikemas` and `gagal` tell what became of those just packed."""

    toko: Slug = ""
    status: OrderStatus | None = None
    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""
    dikemas: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,3}$")] = ""
    gagal: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,3}$")] = ""


class OrdersView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of orders. `packed` and `refused` count those of the form that led here."""

    own: OwnShops
    now: dt.datetime
    status: OrderStatus | None
    lines: tuple[ShopOrderLine, ...]
    next: str | None
    packed: int
    refused: int
    here: str = "orders"


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """One order and its parcels, the last asked for first."""

    own: OwnShops
    now: dt.datetime
    order: ShopOrder
    parcels: tuple[ParcelView, ...]
    here: str = "orders"


class PackForm(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that were packed."""

    pesanan: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=100)] = ()
    toko: Slug = ""


@get("/penjual/pesanan", name="seller-orders")
async def show_orders(request: WebRequest) -> Response[Any]:
    """A shop's orders, the newest first, narrowed by status."""
    seller = await seller_of(request)
    query = read_query(request, OrdersQuery)
    after = read_cursor(query.setelah, ShopOrderPlace)
    async with reading(request) as uow:
        own = await own_shops(uow, seller, query.toko)
        page = await list_shop_orders(uow, own.shop.shop_id, status=query.status, after=after) if own.shop else None
        view = OrdersView(
            own=own,
            now=uow.clock.now(),
            status=query.status,
            lines=page.lines if page else (),
            next=write_cursor(page.next) if page else None,
            packed=int(query.dikemas or 0),
            refused=int(query.gagal or 0),
        )
    return respond(request, "seller/orders.html", view)


@get("/penjual/pesanan.csv", name="seller-orders-export")
async def export_orders(request: WebRequest) -> Stream:
    """The same orders as a CSV file, all of them; times are UTC. No buyer's name or address is in it."""
    seller = await seller_of(request)
    query = read_query(request, OrdersQuery)
    async with reading(request) as uow:
        own = await own_shops(uow, seller, query.toko)
    if own.shop is None:
        raise NotHereError("the seller runs no shop")
    shop = own.shop

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        after: ShopOrderPlace | None = None
        while True:
            async with reading(request) as uow:
                page = await list_shop_orders(uow, shop.shop_id, status=query.status, after=after, limit=_EXPORTED_AT_ONCE)
            for line in page.lines:
                yield _cells(line)
            after = page.next
            if after is None:
                return

    return export_csv(f"pesanan-{shop.slug}", _COLUMNS, rows())


def _cells(line: ShopOrderLine) -> tuple[Cell, ...]:
    named = (str(line.order_id), line.platform, line.source_id, line.status.value, line.ordered_at, line.ship_by)
    return (*named, line.total, line.units, line.title, line.courier_name, line.city)


@post("/penjual/pesanan/kemas", name="seller-pack-many", status_code=303)
async def pack_many(request: WebRequest) -> Response[Any]:
    """Mark the chosen orders as packed; 303 back to the list, which says how many were, and how many could not be."""
    seller = await seller_of(request)
    form = await read_form(request, PackForm)
    packed = refused = 0
    async with writing(request) as uow:
        shop_ids = await own_shop_ids(uow, seller)
        # In one order for everybody, so that two people who pack at once never wait for each other in a circle.
        for order_id in sorted(set(form.pesanan)):
            order = await find_shop_order(uow, shop_ids, order_id)
            if order is None:
                raise NotHereError("the seller's shops have no such order")
            try:
                await pack_order(uow, seller.account_id, OrderKey(order.shop_id, order_id))
                packed += 1
            except OrderError as error:
                structlog.get_logger().info("order not packed", order=str(order_id), code=error.code)
                refused += 1
    told = {"toko": form.toko, "status": OrderStatus.PAID.value, "dikemas": packed or "", "gagal": refused or ""}
    address = "/penjual/pesanan?" + urlencode({name: value for name, value in told.items() if value})
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


@get("/penjual/pesanan/{order_id:uuid}", name="seller-order")
async def show_order(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """An order with its things, its way so far, and where it goes while the shop needs to know."""
    seller = await seller_of(request)
    async with reading(request) as uow:
        order = await find_shop_order(uow, await own_shop_ids(uow, seller), order_id)
        if order is None:
            raise NotHereError("the seller's shops have no such order")
        own = await own_shops(uow, seller, "")
        shop = next(shop for shop in own.shops if shop.shop_id == order.shop_id)
        parcels = await parcels_of(uow, OrderKey(order.shop_id, order_id)) if order.is_from_here else ()
        view = OrderView(own=msgspec.structs.replace(own, shop=shop), now=uow.clock.now(), order=order, parcels=parcels)
    return respond(request, "seller/order.html", view)


@post("/penjual/pesanan/{order_id:uuid}/kemas", name="seller-pack", status_code=303)
async def pack_one(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """Mark an order as packed; 303 back to it, where it stands as it is now, also where somebody else was faster."""
    seller = await seller_of(request)
    async with writing(request) as uow:
        order = await find_shop_order(uow, await own_shop_ids(uow, seller), order_id)
        if order is None:
            raise NotHereError("the seller's shops have no such order")
        if order.status is OrderStatus.PAID:
            await pack_order(uow, seller.account_id, OrderKey(order.shop_id, order_id))
    return _to_order(order_id)


@post("/penjual/pesanan/{order_id:uuid}/kirim", name="seller-send", status_code=303)
async def send_one(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """Book the courier that the buyer chose, for a packed order; 303 back to it. Where the courier does not answer it is asked again."""
    seller = await seller_of(request)
    async with writing(request) as uow:
        order = await find_shop_order(uow, await own_shop_ids(uow, seller), order_id)
        if order is None:
            raise NotHereError("the seller's shops have no such order")
        parcel_id = None
        if order.status is OrderStatus.PACKED:
            parcel_id = await request_parcel(uow, OrderKey(order.shop_id, order_id))
    couriers: BiteshipClient | None = request.app.state.get("couriers")
    if parcel_id is not None and couriers is not None:
        database: Database = request.app.state.database
        await book_parcel(database, couriers, order.shop_id, parcel_id)
    return _to_order(order_id)


def _to_order(order_id: UUID) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": f"/penjual/pesanan/{order_id}", "Cache-Control": "no-store"})
