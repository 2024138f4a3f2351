"""The buyer's orders: the list, and one with its life so far and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from padu.market import orders, parcels, payments
from padu.market.orders import ActorKind, BuyerOrder, Mover, OrderError, OrderKey, OrderStatus, WholeBuyerOrder
from padu.market.sellers import shops_by_id
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import category_lines
from padu.web.shop.things import order_thing, shop_name
from padu.web.shop.trade_views import Back, OrderCard, OrdersView, OrderView, Parcel, ParcelStep, Step
from padu.web.ui import (
    NotHereError,
    WebRequest,
    read_cursor,
    read_form,
    read_query,
    reading,
    require_visitor,
    respond,
    write_cursor,
    writing,
)

_SHOPPER = "shopper"
_PAGE = 20
# A courier's word may get lost; after this a buyer may say by themselves that the parcel came.
_TRUST_COURIER = dt.timedelta(days=1)

Filter = Literal["semua", "belum-bayar", "dikemas", "dikirim", "tiba", "selesai", "batal"]
FILTERS: dict[str, frozenset[OrderStatus]] = {
    "belum-bayar": frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.ON_HOLD}),
    "dikemas": frozenset({OrderStatus.PAID, OrderStatus.PACKED}),
    "dikirim": frozenset({OrderStatus.SHIPPED}),
    "tiba": frozenset({OrderStatus.DELIVERED, OrderStatus.DISPUTED, OrderStatus.RETURNING}),
    "selesai": frozenset({OrderStatus.COMPLETED}),
    "batal": frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED}),
}


class OrdersQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the address may ask of the list."""

    status: Filter = "semua"
    pembelian: UUID | None = None
    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


class OrderPlace(msgspec.Struct, frozen=True):
    """Where a page of the list ended."""

    order_id: UUID


class CancelForm(msgspec.Struct, frozen=True, kw_only=True):
    """Why an order is given up."""

    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


@get("/pesanan", name="orders")
async def list_orders(request: WebRequest) -> Response[Any]:
    """The buyer's orders, the newest first, by status where asked so."""
    visitor = await require_visitor(request, _SHOPPER)
    query = read_query(request, OrdersQuery)
    after = read_cursor(query.setelah, OrderPlace)
    async with reading(request) as uow:
        purchase = await orders.find_purchase(uow, visitor.account_id, query.pembelian) if query.pembelian else None
        if query.pembelian and purchase is None:
            raise NotHereError("there is no such purchase of yours")
        found = await orders.list_buyer_orders(
            uow,
            visitor.account_id,
            statuses=FILTERS.get(query.status),
            purchase_id=query.pembelian,
            after=after.order_id if after else None,
            limit=_PAGE + 1,
        )
        shown = found[:_PAGE]
        view = OrdersView(
            chosen=query.status,
            filters=("semua", *FILTERS),
            orders=await _cards(uow, shown),
            next=write_cursor(OrderPlace(shown[-1].order_id)) if len(found) > _PAGE else None,
            purchase=purchase.status if purchase else "",
        )
    return respond(request, "shop/orders.html", view)


@get("/pesanan/{order_id:uuid}", name="order")
async def show_order(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """One order; only its buyer finds it."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        view = await _view(uow, await _find(uow, visitor.account_id, order_id))
    return respond(request, "shop/order.html", view)


@post("/pesanan/{order_id:uuid}/terima", status_code=303)
async def receive_order(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """The buyer has the goods; 303 to the order, 409 with it where it stands elsewhere by now."""
    visitor = await require_visitor(request, _SHOPPER)
    try:
        async with writing(request) as uow:
            order = (await _find(uow, visitor.account_id, order_id)).order
            # Said again, it changes nothing.
            if order.status is not OrderStatus.COMPLETED:
                _check_may_receive(order, uow.clock.now())
                await orders.confirm_received(uow, visitor.account_id, OrderKey(order.shop_id, order.order_id))
    except OrderError as error:
        return await _refuse(request, visitor.account_id, order_id, error)
    return _onward(f"/pesanan/{order_id}")


@post("/pesanan/{order_id:uuid}/batal", status_code=303)
async def cancel_order(request: WebRequest, order_id: FromPath[UUID]) -> Response[Any]:
    """The buyer gives an order up, with its whole purchase while that is not paid; 303 to the order, 409 with it where it is too late."""
    visitor = await require_visitor(request, _SHOPPER)
    form = await read_form(request, CancelForm)
    try:
        async with writing(request) as uow:
            order = (await _find(uow, visitor.account_id, order_id)).order
            if order.status is not OrderStatus.CANCELLED:
                by = Mover(ActorKind.BUYER, visitor.account_id)
                await orders.cancel_order(uow, by, OrderKey(order.shop_id, order.order_id), " ".join(form.reason.split()))
    except OrderError as error:
        return await _refuse(request, visitor.account_id, order_id, error)
    return _onward(f"/pesanan/{order_id}")


async def _find(uow: UnitOfWork, buyer_id: UUID, order_id: UUID) -> WholeBuyerOrder:
    found = await orders.find_buyer_order(uow, buyer_id, order_id)
    if found is None:
        raise NotHereError("there is no such order of yours")
    return found


async def _refuse(request: WebRequest, buyer_id: UUID, order_id: UUID, error: OrderError) -> Response[Any]:
    """The order as it stands, with why not; anything but a step that cannot be is a fault of ours."""
    if error.code not in {"order.move", "order.reason"}:
        raise error
    async with reading(request) as uow:
        view = await _view(uow, await _find(uow, buyer_id, order_id))
    refused = msgspec.structs.replace(view, refused=error.code.removeprefix("order."))
    return respond(request, "shop/order.html", refused, status_code=409)


async def _cards(uow: UnitOfWork, found: tuple[BuyerOrder, ...]) -> tuple[OrderCard, ...]:
    shops = await shops_by_id(uow, {order.shop_id for order in found})
    shelf = await category_lines(uow)
    cards: list[OrderCard] = []
    for order in found:
        shop = shops[order.shop_id]
        cards.append(
            OrderCard(
                order_id=order.order_id,
                purchase_id=order.purchase_id,
                shop=shop_name(shop),
                status=order.status.value,
                total=order.total,
                ordered_at=order.ordered_at,
                first=order_thing(order.things[0], order.order_id, shop.slug, shelf),
                others=len(order.things) - 1,
                due=due_of(order),
            )
        )
    return tuple(cards)


async def _view(uow: UnitOfWork, whole: WholeBuyerOrder) -> OrderView:
    order = whole.order
    shop = (await shops_by_id(uow, {order.shop_id}))[order.shop_id]
    shelf = await category_lines(uow)
    sent = await parcels.parcels_of(uow, OrderKey(order.shop_id, order.order_id))
    return OrderView(
        order_id=order.order_id,
        purchase_id=order.purchase_id,
        invoice_number=order.invoice_number,
        shop=shop_name(shop),
        status=order.status.value,
        due=due_of(order),
        complete_hours=int(order.complete_within / dt.timedelta(hours=1)),
        steps=tuple(Step(status=step.status.value, by=step.by, reason=step.reason, at=step.at) for step in whole.steps),
        things=tuple(order_thing(thing, order.order_id, shop.slug, shelf) for thing in order.things),
        goods=order.goods,
        shipping=order.shipping,
        total=order.total,
        courier=order.courier_name,
        parcels=tuple(_parcel(parcel) for parcel in sent),
        sent_to=whole.sent_to,
        refunds=tuple(
            Back(amount=refund.amount, state=refund.state.value, at=refund.sent_at or refund.requested_at)
            for refund in await payments.refunds_of(uow, order.payment_id)
            if refund.order_id == order.order_id
        ),
        may_receive=_may_receive(order, uow.clock.now()),
        may_cancel=orders.may_move(order.status, OrderStatus.CANCELLED, ActorKind.BUYER),
        cancels_all=order.status is OrderStatus.AWAITING_PAYMENT,
    )


def due_of(order: BuyerOrder) -> dt.datetime | None:
    """By when the next step happens, where a deadline runs."""
    due = {
        OrderStatus.AWAITING_PAYMENT: order.pay_by,
        OrderStatus.PAID: order.ship_by,
        OrderStatus.PACKED: order.ship_by,
        OrderStatus.DELIVERED: order.complete_by,
    }
    return due.get(order.status)


def _may_receive(order: BuyerOrder, now: dt.datetime) -> bool:
    if not orders.may_move(order.status, OrderStatus.COMPLETED, ActorKind.BUYER):
        return False
    return order.status is not OrderStatus.SHIPPED or (order.shipped_at is not None and now - order.shipped_at >= _TRUST_COURIER)


def _check_may_receive(order: BuyerOrder, now: dt.datetime) -> None:
    """Refuse by a form what the page does not offer. Errors: `order.move`."""
    if not _may_receive(order, now):
        raise OrderError("order.move", "the parcel is on its way", where=f"order {order.order_id}", todo="wait for the courier")


def _parcel(parcel: parcels.ParcelView) -> Parcel:
    return Parcel(
        state=parcel.state.value if parcel.state else "",
        waybill=parcel.waybill,
        steps=tuple(ParcelStep(step.status, step.note, step.at) for step in reversed(parcel.steps)),
    )


def _onward(address: str) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
