"""The basket: what was put in, by shop, with what changed since it was last looked at."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post

from padu.market import cart
from padu.market.cart import Cart, CartError
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import category_lines
from padu.web.shop.things import basket_thing
from padu.web.shop.trade_views import BasketShop, BasketView, ShopName
from padu.web.ui import WebRequest, read_form, reading, require_visitor, respond, writing

_SHOPPER = "shopper"


class PutForm(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a variant for the basket; `lalu` is where to go then."""

    shop_id: UUID
    variant_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=1, le=cart.MOST_UNITS)] = 1
    lalu: Literal["", "checkout"] = ""


class ChangeForm(msgspec.Struct, frozen=True, kw_only=True):
    """How many units there should be, none for taking it out; `langkah` is one more or one fewer than that."""

    shop_id: UUID
    variant_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=0, le=cart.MOST_UNITS)]
    langkah: Annotated[int, msgspec.Meta(ge=-1, le=1)] = 0


@get("/keranjang", name="basket")
async def show_basket(request: WebRequest) -> Response[Any]:
    """The basket of whoever is signed in."""
    visitor = await require_visitor(request, _SHOPPER)
    async with reading(request) as uow:
        view = await _view(uow, await cart.read_cart(uow, visitor.account_id))
    return respond(request, "shop/basket.html", view)


@post("/keranjang/tambah", status_code=303)
async def put_into_basket(request: WebRequest) -> Response[Any]:
    """Put units in; 303 to the basket, or to the checkout of this alone. 409 with the basket where it is not sold any more."""
    visitor = await require_visitor(request, _SHOPPER)
    form = await read_form(request, PutForm)
    try:
        async with writing(request) as uow:
            await cart.put_in(uow, visitor.account_id, form.shop_id, form.variant_id, form.quantity)
            if form.lalu:
                # Who buys at once means these units, not those of last week as well.
                await cart.change_quantity(uow, visitor.account_id, form.shop_id, form.variant_id, form.quantity)
    except CartError as error:
        async with reading(request) as uow:
            view = await _view(uow, await cart.read_cart(uow, visitor.account_id), refused=error.code.removeprefix("cart."))
        return respond(request, "shop/basket.html", view, status_code=409)
    return _onward(f"/checkout?beli={form.variant_id}" if form.lalu else "/keranjang")


@post("/keranjang/ubah", status_code=303)
async def change_basket(request: WebRequest) -> Response[Any]:
    """Change the units of what is in, or take it out; 303 to the basket. What the page told of changes is told no more."""
    visitor = await require_visitor(request, _SHOPPER)
    form = await read_form(request, ChangeForm)
    quantity = min(max(form.quantity + form.langkah, 0), cart.MOST_UNITS)
    async with writing(request) as uow:
        await cart.see_prices(uow, visitor.account_id, await cart.read_cart(uow, visitor.account_id))
        await cart.change_quantity(uow, visitor.account_id, form.shop_id, form.variant_id, quantity)
    return _onward(f"/keranjang#barang-{form.variant_id.hex}" if quantity else "/keranjang")


async def _view(uow: UnitOfWork, basket: Cart, *, refused: str = "") -> BasketView:
    shelf = await category_lines(uow)
    return BasketView(
        shops=tuple(
            BasketShop(
                shop=ShopName(shop.name, f"/toko/{shop.slug}", shop.city),
                things=tuple(basket_thing(item, shop.slug, shelf) for item in shop.items),
                goods=shop.goods,
            )
            for shop in basket.shops
        ),
        goods=basket.goods,
        units=basket.units,
        refused=refused,
    )


def _onward(address: str) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
