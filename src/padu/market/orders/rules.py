"""What an order must be, which orders are open, and how their money adds up; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from padu.kernel.money import Amount, ExchangeRate, Money
from padu.market.orders.types import ImportedOrder, OrderError, OrderStatus, OrderTotals

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
