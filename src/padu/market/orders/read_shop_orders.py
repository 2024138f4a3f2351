"""What a shop sees of its orders: lists, one whole, what sold when. Always by shop; a buyer shows only as the place a parcel goes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import class_row, dict_row

from padu.kernel.money import Money
from padu.market.orders.types import OrderStatus
from padu.platform.unit_of_work import UnitOfWork

# While the shop has the goods or may get them back it needs the address; before payment and after the end it does not.
_ADDRESSED = frozenset(
    {
        OrderStatus.PAID,
        OrderStatus.PACKED,
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
        OrderStatus.RETURNING,
        OrderStatus.DISPUTED,
    }
)

_SELECT = """
    select o.shop_id, o.order_id, o.platform, o.source_id, o.status, o.total_idr, o.ordered_at, o.ship_by, o.courier_name,
        o.destination_city, l.title, l.things, l.units
    from market.shop_order o
    cross join lateral (
        select coalesce((array_agg(title order by line_no))[1], '') as title, count(*) as things,
            coalesce(sum(quantity), 0)::bigint as units
        from market.order_line where shop_id = o.shop_id and order_id = o.order_id
    ) l
    where o.shop_id = %(shop_id)s
"""
_LINES = f"""{_SELECT}
      and (%(status)s::text is null or o.status = %(status)s)
      and (%(at)s::timestamptz is null or o.ordered_at < %(at)s or (o.ordered_at = %(at)s and o.order_id > %(after_id)s::uuid))
    order by o.ordered_at desc, o.order_id limit %(limit)s
"""
_WAITING = f"""{_SELECT}
      and o.status in ('paid', 'packed') and o.platform = 'padu'
    order by o.ship_by, o.order_id limit %(limit)s
"""
_TO_DO = """
    select count(*) filter (where status = 'paid') as to_pack, count(*) filter (where status = 'packed') as to_send,
        count(*) filter (where ship_by <= %(soon)s) as urgent, count(*) filter (where ship_by <= %(now)s) as late,
        min(ship_by) as next_deadline
    from market.shop_order where shop_id = %(shop_id)s and status in ('paid', 'packed') and platform = 'padu'
"""
_ORDER = """
    select o.shop_id, o.order_id, o.platform, o.source_id, o.status, o.total_idr, o.shipping_fee_idr, o.ordered_at, o.paid_at, o.ship_by,
        o.complete_by, o.courier_name, o.destination_city, o.destination_province, o.currency,
        d.recipient, d.phone, d.street, d.district, d.city, d.province, d.postal_code
    from market.shop_order o
    left join market.order_destination d on d.shop_id = o.shop_id and d.order_id = o.order_id
    where o.shop_id = %s and o.order_id = %s
"""
_THINGS = """
    select listing_id, title, variant, seller_sku, quantity, unit_price_idr, creator_id is not null as by_creator
    from market.order_line where shop_id = %s and order_id = %s order by line_no
"""
_STEPS = """
    select to_status, actor_kind, reason, at from market.order_transition where shop_id = %s and order_id = %s order by number
"""
# What was cancelled or never paid was no sale.
_SALES = """
    select date_trunc('hour', ordered_at, 'UTC') as hour, sum(total_idr)::bigint as amount_idr, count(*) as orders
    from market.shop_order
    where shop_id = %s and ordered_at >= %s and status not in ('cancelled', 'awaiting_payment', 'on_hold')
    group by 1 order by 1
"""
_PACE = """
    select l.variant_id, sum(l.quantity - l.returned_quantity)::bigint as units,
        sum((l.quantity - l.returned_quantity) * l.unit_price_idr)::bigint as amount_idr
    from market.shop_order o
    join market.order_line l on l.shop_id = o.shop_id and l.order_id = o.order_id
    where o.shop_id = %s and o.ordered_at >= %s and o.status not in ('cancelled', 'awaiting_payment', 'on_hold')
      and l.is_sale and l.variant_id is not null
    group by l.variant_id
"""


class ShopOrderPlace(msgspec.Struct, frozen=True):
    """Where a page of a shop's orders ended."""

    at: dt.datetime
    order_id: UUID


class ShopOrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """An order in its shop's list. `title` is its first thing's; `ship_by` only where it was placed here and is paid."""

    shop_id: UUID
    order_id: UUID
    platform: str
    source_id: str
    status: OrderStatus
    total: Money
    ordered_at: dt.datetime
    ship_by: dt.datetime | None
    courier_name: str
    city: str
    title: str
    things: int
    units: int

    @property
    def is_from_here(self) -> bool:
        """Whether it was placed on this market, and not imported with a merge."""
        return self.platform == "padu"


class ShopOrderPage(msgspec.Struct, frozen=True):
    """One page and where the next begins; `next` is None on the last."""

    lines: tuple[ShopOrderLine, ...]
    next: ShopOrderPlace | None


class ShopTasks(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop owes its buyers now. `urgent` must be sent within the time asked for, `late` had to be sent already."""

    to_pack: int
    to_send: int
    urgent: int
    late: int
    next_deadline: dt.datetime | None


class ShopThing(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order; `by_creator`: a creator is credited for it."""

    listing_id: UUID | None
    title: str
    variant: str
    seller_sku: str
    quantity: int
    price: Money
    by_creator: bool


class ShopStep(msgspec.Struct, frozen=True):
    """A step of an order's life and whose it was."""

    status: OrderStatus
    by: str
    reason: str
    at: dt.datetime


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order goes."""

    recipient: str
    phone: str
    street: str
    district: str
    city: str
    province: str
    postal_code: str


class ShopOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its shop sees it. `destination` is None where the shop does not need it (any more), or it was imported."""

    shop_id: UUID
    order_id: UUID
    platform: str
    source_id: str
    status: OrderStatus
    total: Money
    shipping: Money | None
    ordered_at: dt.datetime
    ship_by: dt.datetime | None
    complete_by: dt.datetime | None
    courier_name: str
    city: str
    province: str
    destination: Destination | None
    things: tuple[ShopThing, ...]
    steps: tuple[ShopStep, ...]

    @property
    def is_from_here(self) -> bool:
        """Whether it was placed on this market, and not imported with a merge."""
        return self.platform == "padu"


class HourOfSales(msgspec.Struct, frozen=True):
    """What was ordered in the hour that begins at `hour` (UTC)."""

    hour: dt.datetime
    amount_idr: int
    orders: int


class Pace(msgspec.Struct, frozen=True):
    """Units of a variant that sold since a moment, less what came back, and what they brought."""

    variant_id: UUID
    units: int
    amount_idr: int


async def list_shop_orders(
    uow: UnitOfWork,
    shop_id: UUID,
    *,
    status: OrderStatus | None = None,
    after: ShopOrderPlace | None = None,
    limit: int = 50,
) -> ShopOrderPage:
    """A shop's orders, the newest first; of one status where asked so."""
    values = {
        "shop_id": shop_id,
        "status": status.value if status else None,
        "at": after.at if after else None,
        "after_id": after.order_id if after else None,
        "limit": limit + 1,
    }
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_LINES, values)
        lines = tuple(_line(row) for row in await cursor.fetchall())
    if len(lines) <= limit:
        return ShopOrderPage(lines, None)
    last = lines[limit - 1]
    return ShopOrderPage(lines[:limit], ShopOrderPlace(last.ordered_at, last.order_id))


async def waiting_orders(uow: UnitOfWork, shop_id: UUID, limit: int = 50) -> tuple[ShopOrderLine, ...]:
    """What a shop must pack or send, the most urgent first."""
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_WAITING, {"shop_id": shop_id, "limit": limit})
        return tuple(_line(row) for row in await cursor.fetchall())


def _line(row: dict[str, Any]) -> ShopOrderLine:
    return ShopOrderLine(total=Money(row.pop("total_idr")), status=OrderStatus(row.pop("status")), city=row.pop("destination_city"), **row)


async def shop_tasks(uow: UnitOfWork, shop_id: UUID, *, within: dt.timedelta) -> ShopTasks:
    """What the shop must pack and send, counted; urgent is what is due `within` this time."""
    now = uow.clock.now()
    async with (await uow.driver()).cursor(row_factory=class_row(ShopTasks)) as cursor:
        await cursor.execute(_TO_DO, {"shop_id": shop_id, "now": now, "soon": now + within})
        (tasks,) = await cursor.fetchall()
    return tasks


async def find_shop_order(uow: UnitOfWork, shop_ids: Sequence[UUID], order_id: UUID) -> ShopOrder | None:
    """The order where it stands in one of these shops, else None: whoever runs other shops learns nothing."""
    for shop_id in shop_ids:
        if found := await _find(uow, shop_id, order_id):
            return found
    return None


async def _find(uow: UnitOfWork, shop_id: UUID, order_id: UUID) -> ShopOrder | None:
    key = [shop_id, order_id]
    async with (await uow.driver()).cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(_ORDER, key)).fetchone()
        if row is None:
            return None
        things = await (await cursor.execute(_THINGS, key)).fetchall()
        steps = await (await cursor.execute(_STEPS, key)).fetchall()
    status = OrderStatus(row["status"])
    fields = ("recipient", "phone", "street", "district", "city", "province", "postal_code")
    known = row["recipient"] is not None and status in _ADDRESSED
    return ShopOrder(
        shop_id=row["shop_id"],
        order_id=row["order_id"],
        platform=row["platform"],
        source_id=row["source_id"],
        status=status,
        total=Money(row["total_idr"]),
        shipping=None if row["shipping_fee_idr"] is None else Money(row["shipping_fee_idr"]),
        ordered_at=row["ordered_at"],
        ship_by=row["ship_by"],
        complete_by=row["complete_by"],
        courier_name=row["courier_name"],
        city=row["destination_city"],
        province=row["destination_province"],
        destination=Destination(**{name: row[name] for name in fields}) if known else None,
        things=tuple(ShopThing(price=Money(thing.pop("unit_price_idr")), **thing) for thing in things),
        steps=tuple(ShopStep(OrderStatus(step["to_status"]), step["actor_kind"], step["reason"], step["at"]) for step in steps),
    )


async def sales_by_hour(uow: UnitOfWork, shop_id: UUID, since: dt.datetime) -> tuple[HourOfSales, ...]:
    """What a shop sold in each hour since a moment, wherever it was ordered; hours without a sale are absent."""
    async with (await uow.driver()).cursor(row_factory=class_row(HourOfSales)) as cursor:
        await cursor.execute(_SALES, [shop_id, since])
        return tuple(await cursor.fetchall())


async def sales_pace(uow: UnitOfWork, shop_id: UUID, since: dt.datetime) -> dict[UUID, Pace]:
    """How much of each variant a shop sold since a moment; an unsold one is absent."""
    async with (await uow.driver()).cursor(row_factory=class_row(Pace)) as cursor:
        await cursor.execute(_PACE, [shop_id, since])
        return {pace.variant_id: pace for pace in await cursor.fetchall()}
