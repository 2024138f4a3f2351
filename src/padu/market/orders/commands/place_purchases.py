"""Place what buyers want: a batch over shops in id order, one call of the database a shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from padu.events.market import OrderPlaced
from padu.kernel.ids import new_id
from padu.kernel.money import ZERO, Money
from padu.market import cart, payments
from padu.market.orders import keep_purchases, rules
from padu.market.orders.types import Deadlines, PlacedPurchase, Shortfall, WantedOrder, WantedPurchase
from padu.platform.unit_of_work import UnitOfWork

_PLACE = """
    select order_id, outcome, variant_id, units_left, price_idr
    from market.place_orders(%s, %s, %s::uuid[], %s::jsonb[], %s::integer[], %s::uuid[], %s::integer[], %s::bigint[], %s::uuid[],
        %s::uuid[])
"""
_JAKARTA = dt.timezone(dt.timedelta(hours=7))
_SHIPPING = "Ongkos kirim"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One shop's order of a purchase, under the id that it gets if it is placed."""

    order_id: UUID
    purchase: keep_purchases.NewPurchase
    wanted: WantedOrder


async def place_purchases(uow: UnitOfWork, wishes: Sequence[WantedPurchase], deadlines: Deadlines) -> list[PlacedPurchase]:
    """Place checkouts in the order given; each shop's order of each stands or falls alone.

    A checkout that was placed already, also a moment ago by a doubled click, is told as it was placed then. What was placed leaves the
    basket; what fell short is kept with the purchase, to be told before payment. Raises `OrderError` as `rules.check_purchase`.
    """
    for wish in wishes:
        rules.check_purchase(wish)
    new, known = await _begin(uow, wishes, deadlines)
    asked = [_Asked(order_id=new_id(), purchase=purchase, wanted=order) for purchase in new for order in purchase.wanted.orders]
    placed: dict[UUID, list[_Asked]] = {purchase.wanted.purchase_id: [] for purchase in new}
    fallen: dict[UUID, list[Shortfall]] = {purchase.wanted.purchase_id: [] for purchase in new}
    for shop_id in sorted({each.wanted.shop_id for each in asked}):
        of_shop = [each for each in asked if each.wanted.shop_id == shop_id]
        stands = await _place(uow, shop_id, of_shop, deadlines, fallen)
        for each in of_shop:
            if each.order_id in stands:
                placed[each.purchase.wanted.purchase_id].append(each)
    done = {purchase.wanted.purchase_id: await _finish(uow, purchase, placed, fallen) for purchase in new}
    return [done[wish.purchase_id] if wish.purchase_id in done else known[wish.purchase_id] for wish in wishes]


async def _begin(
    uow: UnitOfWork, wishes: Sequence[WantedPurchase], deadlines: Deadlines
) -> tuple[list[keep_purchases.NewPurchase], dict[UUID, PlacedPurchase]]:
    """Write the purchases' rows, by which a second placing waits for the first; what stood already is told as it stands."""
    now = uow.clock.now()
    new: list[keep_purchases.NewPurchase] = []
    known: dict[UUID, PlacedPurchase] = {}
    # Rows are taken in id order, so that two batches never wait for each other in a ring.
    for wish in sorted(wishes, key=lambda wish: (wish.buyer_id, wish.purchase_id)):
        purchase = keep_purchases.NewPurchase(wanted=wish, payment_id=new_id(), placed_at=now, pay_by=now + deadlines.pay_within)
        if await keep_purchases.add_purchase(uow, purchase):
            new.append(purchase)
        elif all(each.wanted.purchase_id != wish.purchase_id for each in new):
            known[wish.purchase_id] = await keep_purchases.placed_purchase(uow, wish.buyer_id, wish.purchase_id)
    arrival = {wish.purchase_id: nth for nth, wish in reversed(list(enumerate(wishes)))}
    return sorted(new, key=lambda purchase: arrival[purchase.wanted.purchase_id]), known


async def _place(
    uow: UnitOfWork, shop_id: UUID, asked: Sequence[_Asked], deadlines: Deadlines, fallen: dict[UUID, list[Shortfall]]
) -> set[UUID]:
    """One call for one shop; returns the orders that stand, and adds to `fallen` why the others do not."""
    lines = [(nth, line, line.credit) for nth, each in enumerate(asked, start=1) for line in each.wanted.lines]
    now = uow.clock.now()
    cursor = await (await uow.driver()).execute(
        _PLACE,
        [
            shop_id,
            now,
            [each.order_id for each in asked],
            [Jsonb(_detail(each, deadlines)) for each in asked],
            [nth for nth, _, _ in lines],
            [line.variant_id for _, line, _ in lines],
            [line.quantity for _, line, _ in lines],
            [line.price.rupiah for _, line, _ in lines],
            [credit.handoff_id if credit else None for _, _, credit in lines],
            [credit.creator_id if credit else None for _, _, credit in lines],
        ],
    )
    by_id = {each.order_id: each for each in asked}
    stands: set[UUID] = set()
    for order_id, outcome, variant_id, units_left, price in await cursor.fetchall():
        if outcome == "placed":
            stands.add(order_id)
            continue
        each = by_id[order_id]
        line = next(line for line in each.wanted.lines if line.variant_id == variant_id)
        fallen[each.purchase.wanted.purchase_id].append(
            Shortfall(
                shop_id=shop_id,
                variant_id=variant_id,
                title=line.title,
                outcome=outcome,
                wanted=line.quantity,
                units_left=units_left,
                price=None if price is None else Money(price),
            )
        )
    return stands


async def _finish(
    uow: UnitOfWork,
    purchase: keep_purchases.NewPurchase,
    placed: Mapping[UUID, Sequence[_Asked]],
    fallen: Mapping[UUID, Sequence[Shortfall]],
) -> PlacedPurchase:
    """Link the orders that stand, ask for their money, and take them out of the basket."""
    wish = purchase.wanted
    stands, short = placed[wish.purchase_id], fallen[wish.purchase_id]
    total = sum((_total(each.wanted) for each in stands), ZERO)
    await keep_purchases.finish_purchase(uow, purchase, total, [(each.wanted.shop_id, each.order_id) for each in stands], short)
    if total:
        items = tuple(item for each in stands for item in _items(each.wanted))
        await payments.request_payments(
            uow,
            [
                payments.NewPayment(
                    payment_id=purchase.payment_id,
                    buyer_id=wish.buyer_id,
                    purchase_id=wish.purchase_id,
                    method=wish.method,
                    amount=total,
                    items=items,
                    pay_by=purchase.pay_by,
                )
            ],
        )
    bought = [(each.wanted.shop_id, line.variant_id) for each in stands for line in each.wanted.lines]
    await cart.clear_lines(uow, wish.buyer_id, bought)
    for each in stands:
        uow.tell(
            OrderPlaced(
                shop_id=each.wanted.shop_id,
                order_id=each.order_id,
                purchase_id=wish.purchase_id,
                total=_total(each.wanted),
                pay_by=purchase.pay_by,
            )
        )
    return PlacedPurchase(
        purchase_id=wish.purchase_id,
        payment_id=purchase.payment_id if stands else None,
        total=total,
        order_ids=tuple(each.order_id for each in stands),
        shortfalls=tuple(short),
    )


def _total(order: WantedOrder) -> Money:
    return sum((line.price * line.quantity for line in order.lines), ZERO) + order.courier.price


def _items(order: WantedOrder) -> list[payments.ChargeItem]:
    goods = [
        payments.ChargeItem(item_id=str(line.variant_id), name=line.title or "-", price=line.price, quantity=line.quantity)
        for line in order.lines
    ]
    if order.courier.price:
        name = f"{_SHIPPING} {order.courier.name}"
        goods.append(payments.ChargeItem(item_id=f"ship-{order.shop_id}", name=name, price=order.courier.price))
    return goods


def _detail(each: _Asked, deadlines: Deadlines) -> dict[str, object]:
    wish = each.purchase.wanted
    day = each.purchase.placed_at.astimezone(_JAKARTA)
    to = {name: value for name, value in msgspec.structs.asdict(wish.address).items() if name not in {"address_id", "label"}}
    return {
        **to,
        "buyer_id": str(wish.buyer_id),
        "purchase_id": str(wish.purchase_id),
        "payment_id": str(each.purchase.payment_id),
        "payment_method": wish.method.value,
        "invoice_number": f"PD-{day:%y%m%d}-{each.order_id.hex[-8:].upper()}",
        "shipping_fee_idr": each.wanted.courier.price.rupiah,
        "courier_company": each.wanted.courier.company,
        "courier_service": each.wanted.courier.service,
        "courier_name": each.wanted.courier.name,
        "pay_by": each.purchase.pay_by.isoformat(),
        "ship_within_seconds": deadlines.ship_within.total_seconds(),
        "complete_within_seconds": deadlines.complete_within.total_seconds(),
    }
