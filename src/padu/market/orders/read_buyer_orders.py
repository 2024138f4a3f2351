"""What a buyer sees of their purchases and orders. Each read takes the buyer whose they are: nobody else finds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import dict_row

from padu.kernel.money import Money
from padu.market.orders.keep_purchases import shortfalls_of
from padu.market.orders.types import OrderStatus, Shortfall
from padu.platform.unit_of_work import UnitOfWork

_FIELDS = """
    o.shop_id, o.order_id, o.purchase_id, o.payment_id, o.status, o.total_idr, o.shipping_fee_idr, o.ordered_at, o.paid_at, o.shipped_at,
    o.pay_by, o.ship_by, o.complete_by, o.complete_within, o.courier_company, o.courier_service, o.courier_name, o.invoice_number
"""
# Ids are made in the order of time, so the id alone is a place in the list.
_LIST = """
    select FIELDS
    from market.purchase_order p
    join market.shop_order o on o.shop_id = p.shop_id and o.order_id = p.order_id
    where p.buyer_id = %(buyer_id)s
      and (%(statuses)s::text[] is null or o.status = any(%(statuses)s))
      and (%(purchase_id)s::uuid is null or p.purchase_id = %(purchase_id)s)
      and (%(after)s::uuid is null or p.order_id < %(after)s)
    order by p.order_id desc
    limit %(limit)s
""".replace("FIELDS", _FIELDS)
_FIND = """
    select FIELDS, d.recipient, d.phone, d.street, d.district, d.city, d.province, d.postal_code
    from market.purchase_order p
    join market.shop_order o on o.shop_id = p.shop_id and o.order_id = p.order_id
    join market.order_destination d on d.shop_id = p.shop_id and d.order_id = p.order_id
    where p.buyer_id = %s and p.order_id = %s
""".replace("FIELDS", _FIELDS)
# What a seller took away keeps its picture here.
_THINGS = """
    select l.order_id, l.listing_id, l.title, l.variant, l.quantity, l.unit_price_idr, g.pictures[1] as picture, g.category_slug
    from unnest(%s::uuid[], %s::uuid[]) as asked (shop_id, order_id)
    join market.order_line l on l.shop_id = asked.shop_id and l.order_id = asked.order_id
    left join market.listing g on g.shop_id = l.shop_id and g.listing_id = l.listing_id
    order by l.order_id, l.line_no
"""
_STEPS = "select to_status, actor_kind, reason, at from market.order_transition where shop_id = %s and order_id = %s order by number"
_PURCHASE = "select payment_id, status, method, total_idr, placed_at, pay_by from market.purchase where buyer_id = %s and purchase_id = %s"
_PARTS = """
    select o.shop_id, o.order_id, o.total_idr
    from market.purchase_order p
    join market.shop_order o on o.shop_id = p.shop_id and o.order_id = p.order_id
    where p.buyer_id = %s and p.purchase_id = %s order by p.order_id
"""


class BuyerThing(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order. `picture` and `category_slug` are its listing's, None where that is not known."""

    listing_id: UUID | None
    title: str
    variant: str
    quantity: int
    price: Money
    picture: str | None
    category_slug: str | None

    @property
    def amount(self) -> Money:
        """What its units cost."""
        return self.price * self.quantity


class BuyerStep(msgspec.Struct, frozen=True):
    """A step of an order's life and whose it was: buyer, seller, operator or system."""

    status: OrderStatus
    by: str
    reason: str
    at: dt.datetime


class SentTo(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order goes."""

    recipient: str
    phone: str
    street: str
    district: str
    city: str
    province: str
    postal_code: str

    def __repr__(self) -> str:
        """Without what leads to somebody's door: structs end up in logs."""
        return "SentTo(…)"


class BuyerOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order in its buyer's list. `complete_within`: how long after delivery it completes by itself."""

    shop_id: UUID
    order_id: UUID
    purchase_id: UUID
    payment_id: UUID
    status: OrderStatus
    total: Money
    shipping: Money
    ordered_at: dt.datetime
    paid_at: dt.datetime | None
    shipped_at: dt.datetime | None
    pay_by: dt.datetime
    ship_by: dt.datetime | None
    complete_by: dt.datetime | None
    complete_within: dt.timedelta
    courier_company: str
    courier_service: str
    courier_name: str
    invoice_number: str
    things: tuple[BuyerThing, ...]

    @property
    def goods(self) -> Money:
        """What its goods cost."""
        return self.total - self.shipping


class WholeBuyerOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its life so far and where it goes."""

    order: BuyerOrder
    steps: tuple[BuyerStep, ...]
    sent_to: SentTo


class PurchasePart(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's order of a purchase."""

    shop_id: UUID
    order_id: UUID
    total: Money


class BuyerPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """What was ordered and is paid together: `status` is `awaiting_payment`, `paid` or `cancelled`; `shortfalls` what could not be."""

    purchase_id: UUID
    payment_id: UUID
    status: str
    method: str
    total: Money
    placed_at: dt.datetime
    pay_by: dt.datetime
    parts: tuple[PurchasePart, ...]
    shortfalls: tuple[Shortfall, ...]


async def list_buyer_orders(  # noqa: PLR0913 - whose, and the filters of one list
    uow: UnitOfWork,
    buyer_id: UUID,
    *,
    statuses: Collection[OrderStatus] | None = None,
    purchase_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 20,
) -> tuple[BuyerOrder, ...]:
    """The buyer's orders, the newest first, from behind the order `after`; of some statuses or one purchase where asked so."""
    values = {
        "buyer_id": buyer_id,
        "statuses": None if statuses is None else [status.value for status in statuses],
        "purchase_id": purchase_id,
        "after": after,
        "limit": limit,
    }
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_LIST, values)).fetchall()
    things = await _things(uow, [(row["shop_id"], row["order_id"]) for row in rows])
    return tuple(_order(row, things) for row in rows)


async def find_buyer_order(uow: UnitOfWork, buyer_id: UUID, order_id: UUID) -> WholeBuyerOrder | None:
    """The buyer's own order; None for any other."""
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(_FIND, [buyer_id, order_id])).fetchone()
        if row is None:
            return None
        steps = await (await cursor.execute(_STEPS, [row["shop_id"], order_id])).fetchall()
    things = await _things(uow, [(row["shop_id"], order_id)])
    return WholeBuyerOrder(
        order=_order(row, things),
        steps=tuple(BuyerStep(OrderStatus(step["to_status"]), step["actor_kind"], step["reason"], step["at"]) for step in steps),
        sent_to=SentTo(**{name: row[name] for name in SentTo.__struct_fields__}),
    )


async def find_purchase(uow: UnitOfWork, buyer_id: UUID, purchase_id: UUID) -> BuyerPurchase | None:
    """The buyer's own purchase; None for any other."""
    key = [buyer_id, purchase_id]
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(_PURCHASE, key)).fetchone()
        if row is None:
            return None
        parts = await (await cursor.execute(_PARTS, key)).fetchall()
    return BuyerPurchase(
        purchase_id=purchase_id,
        payment_id=row["payment_id"],
        status=row["status"],
        method=row["method"],
        total=Money(row["total_idr"]),
        placed_at=row["placed_at"],
        pay_by=row["pay_by"],
        parts=tuple(PurchasePart(shop_id=part["shop_id"], order_id=part["order_id"], total=Money(part["total_idr"])) for part in parts),
        shortfalls=await shortfalls_of(uow, buyer_id, purchase_id),
    )


async def _things(uow: UnitOfWork, keys: list[tuple[UUID, UUID]]) -> Mapping[UUID, list[BuyerThing]]:
    things: defaultdict[UUID, list[BuyerThing]] = defaultdict(list)
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_THINGS, [[shop_id for shop_id, _ in keys], [order_id for _, order_id in keys]])
        for row in await cursor.fetchall():
            things[row.pop("order_id")].append(BuyerThing(price=Money(row.pop("unit_price_idr")), **row))
    return things


def _order(row: dict[str, Any], things: Mapping[UUID, list[BuyerThing]]) -> BuyerOrder:
    plain = {name: row[name] for name in BuyerOrder.__struct_fields__ if name in row and name != "status"}
    return BuyerOrder(
        **plain,
        status=OrderStatus(row["status"]),
        total=Money(row["total_idr"]),
        shipping=Money(row["shipping_fee_idr"]),
        things=tuple(things.get(row["order_id"], ())),
    )
