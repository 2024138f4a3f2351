"""Puts a checkout together: what can be ordered, what couriers ask for it, what it comes to. Prices are asked outside transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from msgspec.structs import replace

from padu.kernel.ids import new_id
from padu.kernel.money import ZERO, Money
from padu.market import orders, parcels
from padu.market.cart import Address
from padu.market.catalog import CategoryLine
from padu.market.orders import CheckoutDraft, CheckoutShop, Courier, WantedLine, WantedOrder, WantedPurchase
from padu.market.parcels import CourierRate, ParcelError, ParcelItem, Shipment
from padu.market.payments import PaymentMethod
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import category_lines
from padu.web.shop.things import basket_thing
from padu.web.shop.trade import Trade
from padu.web.shop.trade_views import CheckoutPart, CheckoutView, CourierChoice, ShopName, Typed

# By name, so that no bank stands before another for any other reason.
METHODS = tuple(sorted(method.value for method in PaymentMethod))
_PATIENCE = 8.0  # seconds for all couriers together, with a buyer waiting

Rates = Mapping[UUID, "tuple[CourierRate, ...] | str"]
"""What can be chosen for each shop, cheapest first and then by name; or, in a word, why nothing can."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the buyer chose so far. `only`: this variant alone; `seen`: the total that they were shown last."""

    checkout_id: UUID
    only: UUID | None = None
    address_id: UUID | None = None
    couriers: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    method: str = ""
    seen: Money | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the database knows of a checkout."""

    draft: CheckoutDraft
    shelf: Mapping[str, CategoryLine]


async def gather(uow: UnitOfWork, buyer_id: UUID, only: UUID | None) -> Gathered:
    """What the buyer could order now; with `only`, of one variant."""
    draft = await orders.prepare_checkout(uow, buyer_id)
    if only is not None:
        draft = replace(
            draft,
            shops=tuple(
                replace(shop, items=items)
                for shop in draft.shops
                if (items := tuple(item for item in shop.items if item.variant_id == only))
            ),
            left_out=tuple(item for item in draft.left_out if item.variant_id == only),
        )
    return Gathered(draft, await category_lines(uow))


def address_of(draft: CheckoutDraft, choices: Choices) -> Address | None:
    """The address that was chosen, else the one last used."""
    chosen = [address for address in draft.addresses if address.address_id == choices.address_id]
    return next(iter((*chosen, *draft.addresses)), None)


async def ask_couriers(trade: Trade | None, draft: CheckoutDraft, address: Address | None) -> Rates:
    """What couriers ask for each shop's goods; nothing without an address, or without a way to ask."""
    if trade is None or address is None:
        return {}
    shipments = [
        Shipment(key=shop.shop_id, origin=shop.origin, destination=address.postal_code, items=_packed(shop))
        for shop in draft.shops
        if shop.origin
    ]
    nowhere: dict[UUID, tuple[CourierRate, ...] | str] = {shop.shop_id: "no_origin" for shop in draft.shops if not shop.origin}
    try:
        async with asyncio.timeout(_PATIENCE):
            told = await parcels.quote(trade.couriers, shipments)
    except TimeoutError:
        return {**nowhere, **{shipment.key: "away" for shipment in shipments}}
    return {**nowhere, **{key: _chosen_from(answer) for key, answer in told.items()}}


def view_of(gathered: Gathered, rates: Rates, choices: Choices) -> CheckoutView:
    """The page: each shop's part with the courier chosen, else the cheapest, and what all comes to."""
    draft = gathered.draft
    address = address_of(draft, choices)
    parts = tuple(_part(shop, rates.get(shop.shop_id), choices, gathered.shelf) for shop in draft.shops)
    prices = [part.shipping for part in parts if part.shipping is not None]
    shipping = sum(prices, ZERO) if len(prices) == len(parts) else None
    view = CheckoutView(
        checkout_id=choices.checkout_id,
        only=choices.only,
        addresses=draft.addresses,
        address_id=address.address_id if address else None,
        typed=Typed(address_id=new_id()),
        is_typing=address is None,
        parts=parts,
        left_out=len(draft.left_out),
        methods=METHODS,
        method=choices.method,
        goods=draft.goods,
        shipping=shipping,
    )
    return view if choices.seen in {None, view.total} else replace(view, before=choices.seen)


def wish_of(gathered: Gathered, view: CheckoutView, buyer_id: UUID, address: Address, rates: Rates) -> WantedPurchase:
    """The purchase that the page shows, with each shop's courier as chosen there."""
    chosen = {part.shop_id: next(choice.value for choice in part.couriers if choice.is_chosen) for part in view.parts}
    wanted: list[WantedOrder] = []
    for shop in gathered.draft.shops:
        offered = rates[shop.shop_id]
        rate = next(rate for rate in offered if not isinstance(rate, str) and _value(rate) == chosen[shop.shop_id])
        lines = tuple(
            WantedLine(variant_id=item.variant_id, listing_id=item.listing_id, quantity=item.quantity, price=item.price, title=item.title)
            for item in shop.items
            if item.price is not None and item.listing_id is not None
        )
        courier = Courier(company=rate.company, service=rate.service, name=rate.name, price=rate.price)
        wanted.append(WantedOrder(shop_id=shop.shop_id, lines=lines, courier=courier))
    return WantedPurchase(
        purchase_id=view.checkout_id, buyer_id=buyer_id, address=address, method=PaymentMethod(view.method), orders=tuple(wanted)
    )


def _packed(shop: CheckoutShop) -> tuple[ParcelItem, ...]:
    return tuple(
        ParcelItem(name=item.title, value=item.price or ZERO, weight_grams=parcels.weight_of(item.weight_grams), quantity=item.quantity)
        for item in shop.items
    )


def _chosen_from(answer: tuple[CourierRate, ...] | ParcelError) -> tuple[CourierRate, ...] | str:
    if isinstance(answer, ParcelError):
        return "no_origin" if answer.code == "parcels.postal_code" else "away"
    return tuple(sorted(answer, key=lambda rate: (rate.price, rate.name))) or "nobody"


def _part(
    shop: CheckoutShop, offered: tuple[CourierRate, ...] | str | None, choices: Choices, shelf: Mapping[str, CategoryLine]
) -> CheckoutPart:
    rates = offered if isinstance(offered, tuple) else ()
    wished = choices.couriers.get(shop.shop_id)
    taken = next((rate for rate in rates if _value(rate) == wished), None) or next(iter(rates), None)
    return CheckoutPart(
        shop_id=shop.shop_id,
        shop=ShopName(shop.name, f"/toko/{shop.slug}", ""),
        field=f"kurir-{shop.shop_id.hex}",
        things=tuple(basket_thing(item, shop.slug, shelf) for item in shop.items),
        goods=shop.goods,
        couriers=tuple(
            CourierChoice(
                value=_value(rate),
                name=rate.name,
                price=rate.price,
                shortest=rate.days[0],
                longest=rate.days[1],
                is_chosen=rate is taken,
            )
            for rate in rates
        ),
        shipping=taken.price if taken else None,
        fault=offered if isinstance(offered, str) else "",
    )


def _value(rate: CourierRate) -> str:
    return f"{rate.company}:{rate.service}"
