"""Who may see which orders, and the reads that obey it: a buyer's own, a shop's own, and for those who watch, all but the address."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from padu.kernel.money import Money
from padu.market.identity import Actor, shops_of
from padu.market.identity.types import AccountId, Role
from padu.market.orders import rules
from padu.market.orders.commands.cancel_orders import unknown
from padu.market.orders.types import (
    ActorKind,
    Consignment,
    OrderDetail,
    OrderedLine,
    OrderKey,
    OrderStatus,
    Sight,
    Transition,
    Viewer,
)
from padu.platform.unit_of_work import UnitOfWork

_DETAIL = """
    select o.shop_id, o.order_id, o.purchase_id, o.payment_id, o.invoice_number as number, s.name as shop_name, s.slug as shop_slug,
        o.status, o.total_idr, o.shipping_fee_idr, o.payment_method, o.courier_name, o.courier_company, o.courier_service, o.ordered_at,
        o.paid_at, o.pay_by, o.ship_by, o.complete_by, o.destination_city, o.buyer_id
    from market.shop_order o
    join market.shop s on s.shop_id = o.shop_id
    where o.order_id = :order_id and o.platform = 'padu'
"""

_LINES = """
    select x.listing_id, x.variant_id, x.title, x.variant, l.pictures[1] as picture, coalesce(l.category_slug, 'lainnya') as category_slug,
        x.quantity, x.unit_price_idr, x.weight_grams, x.creator_id
    from market.order_line x
    left join market.listing l on l.shop_id = x.shop_id and l.listing_id = x.listing_id
    where x.shop_id = :shop_id and x.order_id = :order_id
    order by x.line_no
"""

_TRANSITIONS = """
    select number, from_status, to_status, actor_kind, reason, at from market.order_transition
    where shop_id = :shop_id and order_id = :order_id order by number
"""

_CONSIGNMENT = """
    select d.recipient, d.phone, d.street, d.district, d.city, d.province, d.postal_code,
        o.courier_company, o.courier_service, o.courier_name
    from market.order_destination d
    join market.shop_order o on o.shop_id = d.shop_id and o.order_id = d.order_id
    where d.shop_id = :shop_id and d.order_id = :order_id
"""


_SAME = (
    "shop_id",
    "order_id",
    "purchase_id",
    "payment_id",
    "number",
    "shop_name",
    "shop_slug",
    "payment_method",
    "courier_name",
    "ordered_at",
    "paid_at",
    "pay_by",
    "ship_by",
    "complete_by",
    "destination_city",
)


async def viewer_of(uow: UnitOfWork, account_id: UUID, display_name: str, roles: Collection[str]) -> Viewer:
    """Who wants to see orders, with the shops that are theirs."""
    actor = Actor(account_id=AccountId(account_id), display_name=display_name, roles=frozenset(Role(role) for role in roles))
    return Viewer(account_id=account_id, roles=frozenset(roles), shop_ids=frozenset(await shops_of(uow, actor)))


async def find_order(uow: UnitOfWork, viewer: Viewer, order_id: UUID) -> OrderDetail | None:
    """An order as far as the viewer may see it; None where they may not, or there is none: which of both is not told."""
    row = (await uow.connection.execute(text(_DETAIL), {"order_id": order_id})).mappings().one_or_none()
    if row is None:
        return None
    sight = rules.sight_of(viewer, buyer_id=row["buyer_id"], shop_id=row["shop_id"])
    if sight is Sight.NOTHING:
        return None
    key = OrderKey(row["shop_id"], row["order_id"])
    lines = await lines_of_order(uow, key)
    steps = await uow.connection.execute(text(_TRANSITIONS), {"shop_id": key.shop_id, "order_id": key.order_id})
    return OrderDetail(
        goods=Money(row["total_idr"] - row["shipping_fee_idr"]),
        shipping=Money(row["shipping_fee_idr"]),
        total=Money(row["total_idr"]),
        status=OrderStatus(row["status"]),
        lines=lines,
        transitions=tuple(
            Transition(
                number=step["number"],
                before=OrderStatus(step["from_status"]) if step["from_status"] else None,
                after=OrderStatus(step["to_status"]),
                by=ActorKind(step["actor_kind"]),
                reason=step["reason"],
                at=step["at"],
            )
            for step in steps.mappings()
        ),
        consignment=await consignment_of(uow, key) if sight is Sight.WHOLE else None,
        **{name: row[name] for name in _SAME},
    )


async def consignment_of(uow: UnitOfWork, key: OrderKey) -> Consignment:
    """Where an order goes. Who may know that, is the caller's to ask. Errors: `order.unknown`."""
    found = await uow.connection.execute(text(_CONSIGNMENT), {"shop_id": key.shop_id, "order_id": key.order_id})
    row = found.mappings().one_or_none()
    if row is None:
        raise unknown(key.order_id)
    return Consignment(**row)


async def lines_of_order(uow: UnitOfWork, key: OrderKey) -> tuple[OrderedLine, ...]:
    """What an order holds."""
    found = await uow.connection.execute(text(_LINES), {"shop_id": key.shop_id, "order_id": key.order_id})
    return tuple(
        OrderedLine(price=Money(row["unit_price_idr"]), **{name: value for name, value in row.items() if name != "unit_price_idr"})
        for row in found.mappings()
    )
