"""Paying a purchase: how, by when, and whether it has been seen. What the gateway says arrives by itself; this page only looks."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, NamedTuple
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.params import FromPath

from padu.market import payments
from padu.market.orders import BuyerPurchase, find_purchase
from padu.market.payments import PaymentState, PaymentView
from padu.market.sellers import shops_by_id
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.things import short_ones
from padu.web.shop.trade import database_of, trade_of
from padu.web.shop.trade_views import Bill, PayView
from padu.web.ui import NotHereError, WebRequest, reading, require_visitor, respond

_SHOPPER = "shopper"
_WALLET_LINKS = ("https://", "gojek://")
_CLOSED = {
    PaymentState.IN_REVIEW: "review",
    PaymentState.EXPIRED: "expired",
    PaymentState.CANCELLED: "cancelled",
    PaymentState.FAILED: "failed",
}


class _Found(NamedTuple):
    purchase: BuyerPurchase
    payment: PaymentView | None


@get("/bayar/{purchase_id:uuid}", name="pay")
async def show_payment(request: WebRequest, purchase_id: FromPath[UUID]) -> Response[Any]:
    """How to pay; whoever has paid is led to the orders. Only its buyer finds it."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        found = await _find(uow, visitor.account_id, purchase_id)
        view = await _view(request, uow, found)
    if found.purchase.status == "paid":
        return _to_orders(request, purchase_id)
    if is_poll(request) and request.query_params.get("lihat") == view.stage:
        return Response("", status_code=204, headers={"Cache-Control": "no-store"})
    return respond(request, "shop/pay.html", view)


@get("/bayar/{purchase_id:uuid}/qris.svg", name="pay_code")
async def draw_code(request: WebRequest, purchase_id: FromPath[UUID]) -> Response[bytes]:
    """The QRIS code to scan, dark on light whatever the theme, because scanners need it so."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        found = await _find(uow, visitor.account_id, purchase_id)
    if found.payment is None or not found.payment.qr_string:
        raise NotHereError("this payment has no code")
    drawn = io.BytesIO()
    segno.make_qr(found.payment.qr_string, error="m").save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


@post("/bayar/{purchase_id:uuid}/coba", status_code=303)
async def try_again(request: WebRequest, purchase_id: FromPath[UUID]) -> Response[Any]:
    """Ask the gateway once more for a way to pay; 303 to the page that shows it."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        found = await _find(uow, visitor.account_id, purchase_id)
    trade = trade_of(request)
    if trade is not None and found.payment is not None:
        await payments.open_payment(database_of(request), trade.gateway, found.payment.payment_id)
    return Response("", status_code=303, headers={"Location": f"/bayar/{purchase_id}", "Cache-Control": "no-store"})


async def _find(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID) -> _Found:
    purchase = await find_purchase(uow, buyer_id, purchase_id)
    if purchase is None:
        raise NotHereError("there is no such purchase of yours")
    return _Found(purchase, await payments.payment_of(uow, buyer_id, purchase.payment_id))


async def _view(request: WebRequest, uow: UnitOfWork, found: _Found) -> PayView:
    purchase, payment = found
    shops = await shops_by_id(uow, {part.shop_id for part in purchase.parts})
    trade = trade_of(request)
    bank = trade.bank_url if trade else ""
    wallet = payment.links.get("deeplink-redirect", "") if payment else ""
    return PayView(
        purchase_id=purchase.purchase_id,
        stage=_stage(purchase, payment, uow.clock.now()),
        method=purchase.method,
        total=purchase.total,
        pay_by=purchase.pay_by,
        now=uow.clock.now(),
        qr_string=payment.qr_string if payment else "",
        va_number=payment.va_number if payment else "",
        wallet_link=wallet if wallet.startswith((*_WALLET_LINKS, bank or _WALLET_LINKS[0])) else "",
        bank_page=f"{bank}/sandbox/pay/{payment.payment_id}" if bank and payment else "",
        bills=tuple(Bill(shop=shops[part.shop_id].name, order_id=part.order_id, total=part.total) for part in purchase.parts),
        shortfalls=await short_ones(uow, purchase.shortfalls),
    )


def _stage(purchase: BuyerPurchase, payment: PaymentView | None, now: dt.datetime) -> str:
    """Where the payment stands, in a word of the page."""
    if payment is None:
        return "nothing"
    if (state := payment.facts.state) is not PaymentState.PENDING:
        # Money that came for orders that were given up goes back; else the orders follow in a moment.
        if purchase.status == "cancelled" and state is PaymentState.REFUNDED:
            return "returned"
        return _CLOSED.get(state) or ("too_late" if purchase.status == "cancelled" else "arriving")
    if purchase.status == "cancelled" or purchase.pay_by <= now:
        return "cancelled" if purchase.pay_by > now else "expired"
    return "open" if payment.is_open else "failing" if payment.error else "preparing"


def is_poll(request: WebRequest) -> bool:
    """Whether the page's own watch asks, and not a person."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


def _to_orders(request: WebRequest, purchase_id: UUID) -> Response[Any]:
    address = f"/pesanan?pembelian={purchase_id}"
    if is_poll(request):
        # The poll asks for a piece of the page; what it should see instead is another page.
        return Response("", status_code=204, headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
