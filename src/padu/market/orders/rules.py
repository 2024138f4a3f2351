"""What an order must be, who may move it where, who may see it, which are open, and how their money adds up; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from padu.kernel.money import Amount, ExchangeRate, Money
from padu.market.orders.types import (
    ActorKind,
    ImportedOrder,
    Move,
    OrderError,
    OrderState,
    OrderStatus,
    OrderTotals,
    Sight,
    Viewer,
    WantedPurchase,
)

# What is ordered is set aside, for hours, before anybody pays: one person does not empty a shop's shelves that way.
MOST_UNPAID = 10

# Money or goods are still owed to somebody.
OPEN_STATUSES = frozenset(
    {
        OrderStatus.AWAITING_PAYMENT,
        OrderStatus.ON_HOLD,
        OrderStatus.PAID,
        OrderStatus.PACKED,
        OrderStatus.SHIPPED,
        OrderStatus.DISPUTED,
    }
)

_BUYER, _SELLER, _OPERATOR, _SYSTEM = ActorKind.BUYER, ActorKind.SELLER, ActorKind.OPERATOR, ActorKind.SYSTEM

# The whole life of a native order: from where to where, and who may do it. What is not written here cannot happen.
MOVES: dict[OrderStatus, dict[OrderStatus, frozenset[ActorKind]]] = {
    OrderStatus.AWAITING_PAYMENT: {
        OrderStatus.ON_HOLD: frozenset({_SYSTEM}),
        OrderStatus.PAID: frozenset({_SYSTEM}),
        OrderStatus.CANCELLED: frozenset({_BUYER, _OPERATOR, _SYSTEM}),
    },
    OrderStatus.ON_HOLD: {
        OrderStatus.PAID: frozenset({_SYSTEM}),
        OrderStatus.CANCELLED: frozenset({_OPERATOR, _SYSTEM}),
    },
    OrderStatus.PAID: {
        OrderStatus.PACKED: frozenset({_SELLER}),
        OrderStatus.CANCELLED: frozenset({_BUYER, _SELLER, _OPERATOR, _SYSTEM}),
    },
    OrderStatus.PACKED: {
        OrderStatus.SHIPPED: frozenset({_SYSTEM}),
        OrderStatus.CANCELLED: frozenset({_SELLER, _OPERATOR, _SYSTEM}),
    },
    OrderStatus.SHIPPED: {
        OrderStatus.DELIVERED: frozenset({_SYSTEM}),
        OrderStatus.COMPLETED: frozenset({_BUYER}),
        OrderStatus.RETURNING: frozenset({_SYSTEM}),
        OrderStatus.RETURNED: frozenset({_SYSTEM}),
        OrderStatus.DISPUTED: frozenset({_BUYER, _OPERATOR, _SYSTEM}),
    },
    OrderStatus.DELIVERED: {
        OrderStatus.COMPLETED: frozenset({_BUYER, _SYSTEM}),
        OrderStatus.DISPUTED: frozenset({_BUYER, _OPERATOR}),
    },
    OrderStatus.DISPUTED: {
        OrderStatus.COMPLETED: frozenset({_OPERATOR}),
        OrderStatus.RETURNING: frozenset({_OPERATOR}),
        OrderStatus.CANCELLED: frozenset({_OPERATOR}),
    },
    OrderStatus.RETURNING: {
        OrderStatus.RETURNED: frozenset({_OPERATOR, _SYSTEM}),
        OrderStatus.DISPUTED: frozenset({_OPERATOR, _SYSTEM}),
    },
    OrderStatus.COMPLETED: {},
    OrderStatus.CANCELLED: {},
    OrderStatus.RETURNED: {},
}
FINAL_STATUSES = frozenset(status for status, onward in MOVES.items() if not onward)
_LONGEST_REASON = 300
_MOST_LINES = 100


def may_move(status: OrderStatus, to: OrderStatus, kind: ActorKind) -> bool:
    """Whether an order may go from one status to another by somebody's hand."""
    return kind in MOVES[status].get(to, frozenset())


def steps_towards(status: OrderStatus, to: OrderStatus) -> tuple[OrderStatus, ...]:
    """The steps by which the market itself brings an order to where its parcel is; none where no way leads there.

    A courier may tell of the end without having told of the beginning.
    """
    if may_move(status, to, _SYSTEM):
        return (to,)
    if status is OrderStatus.PACKED and may_move(OrderStatus.SHIPPED, to, _SYSTEM):
        return (OrderStatus.SHIPPED, to)
    return ()


def check_move(move: Move) -> None:
    """Refuse a step that cannot be, or is not this mover's to make. Errors: `order.move`, `order.reason`."""
    if not may_move(move.order.status, move.to, move.by.kind):
        raise OrderError(
            "order.move",
            f"an order that is {move.order.status} does not become {move.to} by the {move.by.kind}",
            where=f"order {move.order.order_id}",
            todo="look at the order as it stands now",
        )
    if len(move.reason) > _LONGEST_REASON or not move.reason.isprintable():
        raise OrderError("order.reason", "the reason is too long or unreadable", todo=f"write at most {_LONGEST_REASON} characters")


def sight_of(viewer: Viewer, *, buyer_id: UUID | None, shop_id: UUID) -> Sight:
    """What somebody may see of an order: the buyer and the shop all of their own, operators all, regulators no address."""
    if viewer.account_id == buyer_id or ("seller" in viewer.roles and shop_id in viewer.shop_ids) or "operator" in viewer.roles:
        return Sight.WHOLE
    return Sight.WITHOUT_ADDRESS if "regulator" in viewer.roles else Sight.NOTHING


def gives_back_units(order: OrderState, to: OrderStatus) -> bool:
    """Whether a step brings the units back to the shelf: they never left, or have come home."""
    return to is OrderStatus.RETURNED or (to is OrderStatus.CANCELLED and order.status is not OrderStatus.DISPUTED)


def gives_back_money(order: OrderState, to: OrderStatus) -> bool:
    """Whether a step sends the buyer's money back."""
    return order.is_paid and to in {OrderStatus.CANCELLED, OrderStatus.RETURNED}


def check_purchase(wanted: WantedPurchase) -> None:
    """Refuse a checkout that cannot be placed. Errors: `order.empty`, `order.quantity`, `order.shop_twice`, `order.amount`."""
    where = f"purchase {wanted.purchase_id}"
    if not wanted.orders or any(not order.lines for order in wanted.orders):
        raise OrderError("order.empty", "there is nothing to order", where=where, todo="put something into the basket")
    if len({order.shop_id for order in wanted.orders}) < len(wanted.orders):
        raise OrderError("order.shop_twice", "a shop is named twice", where=where, todo="order all of a shop's things together")
    for order in wanted.orders:
        if len(order.lines) > _MOST_LINES or any(line.quantity < 1 for line in order.lines):
            raise OrderError("order.quantity", "a line orders nothing, or there are too many", where=where, todo="order one unit or more")
        if len({line.variant_id for line in order.lines}) < len(order.lines):
            raise OrderError("order.variant_twice", "a variant is named twice", where=where, todo="order its units together")
        amounts = [order.courier.price.rupiah, *(line.price.rupiah for line in order.lines)]
        if min(amounts) < 0 or not any(amounts):
            raise OrderError("order.amount", "an amount is below zero, or nothing costs anything", where=where, todo="correct it")


def is_open(status: OrderStatus) -> bool:
    """Whether somebody still owes money or goods for an order in this status."""
    return status in OPEN_STATUSES


def to_rupiah(amount: Amount, rate: ExchangeRate | None) -> Money:
    """An amount's worth: at its rate, or itself where it is rupiah; rounded half up to the whole rupiah."""
    if rate is None:
        if amount.currency != "IDR":
            raise OrderError(
                "order.rate", f"there is no rate for {amount.currency}", where=str(amount.value), todo="give the dated rate of its currency"
            )
        return Money(int(amount.value.quantize(Decimal(1), ROUND_HALF_UP)))
    return rate.to_rupiah(amount)


def add_up(order: ImportedOrder) -> OrderTotals:
    """How the order's total comes about."""
    sold = [line for line in order.lines if line.is_sale]
    return OrderTotals(
        goods=sum((line.unit_price * line.quantity for line in sold), Decimal(0)),
        discounts=sum((line.seller_discount + line.platform_discount for line in sold), Decimal(0)),
        sub_total=order.sub_total,
        shipping_fee=order.shipping_fee,
        other=order.total.value - order.sub_total - order.shipping_fee,
        total=order.total.value,
    )


def check_orders(orders: Iterable[ImportedOrder]) -> None:
    """Raise `OrderError` for the first order that cannot be kept, or that names one source twice."""
    sources: Counter[tuple[object, str, str]] = Counter()
    seen: set[tuple[object, object]] = set()
    for order in orders:
        where = f"order {order.source_id!r} of {order.platform} in shop {order.shop_id}"
        _check_money(order, where)
        for number, line in enumerate(order.lines, start=1):
            if line.quantity <= 0 or not 0 <= line.returned_quantity <= line.quantity:
                raise OrderError(
                    "order.quantity",
                    f"{line.quantity} units with {line.returned_quantity} returned cannot be",
                    where=f"line {number} of {where}",
                    todo="sell one unit or more and return no more than were sold",
                )
        if (order.shop_id, order.order_id) in seen:
            continue
        seen.add((order.shop_id, order.order_id))
        source = (order.shop_id, order.platform, order.source_id)
        sources[source] += 1
        if sources[source] > 1:
            raise source_taken(order)


def source_taken(order: ImportedOrder) -> OrderError:
    """The error of an order whose source was imported under another id."""
    return OrderError(
        "order.source_taken",
        f"order {order.source_id!r} of {order.platform} is imported already under another id than {order.order_id}",
        where=f"shop {order.shop_id}",
        todo="use the id that the crosswalk holds for it",
    )


def _check_money(order: ImportedOrder, where: str) -> None:
    currency = order.total.currency
    if (order.rate is None) != (currency == "IDR") or (order.rate is not None and order.rate.currency != currency):
        raise OrderError(
            "order.rate",
            f"an amount in {currency} cannot go with {'no rate' if order.rate is None else f'a rate of {order.rate.currency}'}",
            where=where,
            todo="give a foreign amount the dated rate of its currency, and rupiah none",
        )
    amounts = {"total": order.total.value, "sub_total": order.sub_total, "shipping_fee": order.shipping_fee}
    for number, line in enumerate(order.lines, start=1):
        amounts |= {
            f"line {number} unit_price": line.unit_price,
            f"line {number} seller_discount": line.seller_discount,
            f"line {number} platform_discount": line.platform_discount,
        }
    for name, amount in amounts.items():
        if not amount.is_finite() or amount < 0:
            raise OrderError("order.amount", f"{name} is {amount}", where=where, todo="correct the amount: zero or more")
