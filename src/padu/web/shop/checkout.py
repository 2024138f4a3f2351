"""The checkout on one page: where to, by whom, how to pay, what it comes to."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec.structs import asdict, replace

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import cart, orders, payments
from padu.market.cart import Address, AddressId, CartError
from padu.market.orders import LawRefusal, OrderError, PlacedPurchase
from padu.web.shop.build_checkout import METHODS, Choices, Gathered, address_of, ask_couriers, gather, view_of, wish_of
from padu.web.shop.things import short_ones
from padu.web.shop.trade import Trade, database_of, trade_of
from padu.web.shop.trade_views import CheckoutView, Refusal, Typed
from padu.web.ui import BadParameterError, NotHereError, WebRequest, read_form, read_query, reading, require_visitor, respond, writing
from padu.web.ui.form_fields import form_fields

_SHOPPER = "shopper"
_PAGE = "shop/checkout.html"
_HIGHEST = 10**15

Text = Annotated[str, msgspec.Meta(max_length=300)]


class CheckoutQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the address may ask: one variant only, an address to send to, one to change, or a new one."""

    beli: UUID | None = None
    alamat: UUID | None = None
    ubah: UUID | None = None
    baru: Literal["", "1"] = ""


class CheckoutForm(msgspec.Struct, frozen=True, kw_only=True):
    """The choices of the page; `kurir-…` beside them, one a shop. `aksi` asks for the page again with these choices."""

    checkout_id: UUID
    total: Annotated[int, msgspec.Meta(ge=0, le=_HIGHEST)]
    alamat: UUID | None = None
    metode: Annotated[str, msgspec.Meta(max_length=20)] = ""
    beli: UUID | None = None
    aksi: Literal["", "perbarui"] = ""


class AddressForm(msgspec.Struct, frozen=True, kw_only=True):
    """An address as typed; `address_id` was made with the form, so that a doubled click is one address."""

    address_id: UUID
    recipient: Text = ""
    phone: Text = ""
    street: Text = ""
    district: Text = ""
    city: Text = ""
    province: Text = ""
    postal_code: Text = ""
    label: Text = ""
    beli: UUID | None = None


@get("/checkout", name="checkout")
async def show_checkout(request: WebRequest) -> Response[Any]:
    """The checkout of what can be bought; 303 to the basket where nothing can."""
    visitor = await require_visitor(request, _SHOPPER)
    query = read_query(request, CheckoutQuery)
    choices = Choices(checkout_id=new_id(), only=query.beli, address_id=query.alamat or query.ubah)
    async with reading(request) as uow:
        gathered = await gather(uow, visitor.account_id, query.beli)
    if not gathered.draft.shops:
        return _onward("/keranjang")
    view = await _build(request, gathered, choices)
    if query.ubah is not None:
        view = replace(view, typed=_typed(gathered, query.ubah), is_typing=True)
    elif query.baru:
        view = replace(view, is_typing=True)
    return respond(request, _PAGE, view)


@post("/checkout/alamat", status_code=303)
async def keep_address(request: WebRequest) -> Response[Any]:
    """Keep an address and send there; 303 to the checkout, 422 with the form where a field is wrong."""
    visitor = await require_visitor(request, _SHOPPER)
    form = await read_form(request, AddressForm)
    typed = {name: value for name, value in asdict(form).items() if name not in {"address_id", "beli"}}
    try:
        async with writing(request) as uow:
            await cart.keep_address(uow, visitor.account_id, Address(address_id=AddressId(form.address_id), **typed))
    except CartError as error:
        async with reading(request) as uow:
            gathered = await gather(uow, visitor.account_id, form.beli)
        view = await _build(request, gathered, Choices(checkout_id=new_id(), only=form.beli))
        wrong = Typed(address_id=form.address_id, **typed, fault=error.where)
        return respond(request, _PAGE, replace(view, typed=wrong, is_typing=True), status_code=422)
    return _onward(_here(form.beli, alamat=form.address_id))


@post("/checkout/alamat/{address_id:uuid}/hapus", status_code=303)
async def forget_address(request: WebRequest, address_id: FromPath[UUID]) -> Response[Any]:
    """Forget an address; 303 to the checkout."""
    visitor = await require_visitor(request, _SHOPPER)
    async with writing(request) as uow:
        await cart.forget_address(uow, visitor.account_id, address_id)
    return _onward("/checkout")


@post("/checkout", status_code=303)
async def place_orders(request: WebRequest) -> Response[Any]:
    """Place what the page shows; 303 to paying it. The page again where something is missing, changed (422), forbidden or gone (409)."""
    visitor = await require_visitor(request, _SHOPPER)
    form = await read_form(request, CheckoutForm)
    choices = Choices(
        checkout_id=form.checkout_id,
        only=form.beli,
        address_id=form.alamat,
        couriers=await _couriers_in(request),
        method=form.metode if form.metode in METHODS else "",
        seen=Money(form.total),
    )
    async with reading(request) as uow:
        before = await orders.find_purchase(uow, visitor.account_id, form.checkout_id)
        gathered = await gather(uow, visitor.account_id, form.beli)
    if before is not None and before.parts:
        return _onward(f"/bayar/{form.checkout_id}")
    if not gathered.draft.shops:
        return _onward("/keranjang")
    trade = trade_of(request)
    address = address_of(gathered.draft, choices)
    rates = await ask_couriers(trade, gathered.draft, address)
    view = replace(view_of(gathered, rates, choices), is_closed=trade is None)
    if form.aksi == "perbarui":
        return respond(request, _PAGE, view)
    asked = _asked(view, form.alamat)
    if asked or view.before is not None or trade is None or address is None:
        return respond(request, _PAGE, replace(view, asked=asked), status_code=422)
    wish = wish_of(gathered, view, visitor.account_id, address, rates)
    try:
        async with writing(request) as uow:
            outcome = await orders.check_out(uow, trade.book, wish, trade.deadlines)
    except OrderError as error:
        if error.code != "order.too_many_unpaid":
            raise
        return respond(request, _PAGE, replace(view, asked="unpaid"), status_code=422)
    return await _answer(request, trade, view, outcome)


async def _answer(request: WebRequest, trade: Trade, view: CheckoutView, outcome: PlacedPurchase | LawRefusal) -> Response[Any]:
    """Open the payment and lead to it; or say why nothing was placed, on a page that can be sent again."""
    again = replace(view, checkout_id=new_id())
    if isinstance(outcome, LawRefusal):
        refusal = Refusal(law=outcome.law, article=outcome.article, message_id=outcome.message_id, message_en=outcome.message_en)
        return respond(request, _PAGE, replace(again, refusal=refusal), status_code=422)
    if outcome.payment_id is None:
        async with reading(request) as uow:
            short = await short_ones(uow, outcome.shortfalls)
        return respond(request, _PAGE, replace(again, shortfalls=short), status_code=409)
    await payments.open_payment(database_of(request), trade.gateway, outcome.payment_id)
    return _onward(f"/bayar/{outcome.purchase_id}")


def _asked(view: CheckoutView, address_id: UUID | None) -> str:
    """What is still to be chosen, in a word."""
    if view.address_id is None or address_id != view.address_id:
        return "address"
    if view.shipping is None:
        return "courier"
    return "" if view.method else "method"


async def _build(request: WebRequest, gathered: Gathered, choices: Choices) -> CheckoutView:
    trade = trade_of(request)
    rates = await ask_couriers(trade, gathered.draft, address_of(gathered.draft, choices))
    return replace(view_of(gathered, rates, choices), is_closed=trade is None)


async def _couriers_in(request: WebRequest) -> dict[UUID, str]:
    """The couriers chosen in the form, by shop."""
    chosen: dict[UUID, str] = {}
    for name, values in (await form_fields(request)).items():
        if not name.startswith("kurir-"):
            continue
        value = values[0]
        try:
            shop_id = UUID(name.removeprefix("kurir-"))
        except ValueError:
            raise BadParameterError("the form names a courier of no shop", field=name) from None
        if not isinstance(value, str):
            raise BadParameterError("the form sends a file for a courier", field=name)
        chosen[shop_id] = value
    return chosen


def _typed(gathered: Gathered, address_id: UUID) -> Typed:
    for address in gathered.draft.addresses:
        if address.address_id == address_id:
            return Typed(**asdict(address))
    raise NotHereError("there is no such address")


def _here(only: UUID | None, **query: UUID) -> str:
    asked = {**({"beli": only} if only else {}), **query}
    return "/checkout" + (f"?{urlencode(asked)}" if asked else "")


def _onward(address: str) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
