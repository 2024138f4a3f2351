from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.money import Amount, ExchangeRate, Money
from padu.market.orders import ImportedLine, ImportedOrder, OrderError, OrderId, OrderStatus, add_up, is_open, rules
from padu.market.sellers import ShopId

AT = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
amounts = st.decimals(0, 10_000_000, places=2)
lines = st.builds(
    ImportedLine,
    title=st.just("x"),
    quantity=st.integers(1, 9),
    unit_price=amounts,
    seller_discount=amounts,
    platform_discount=amounts,
    is_sale=st.booleans(),
)


def order(
    total: Decimal, *, sub_total: Decimal = Decimal(0), shipping_fee: Decimal = Decimal(0), sold: tuple[ImportedLine, ...] = ()
) -> ImportedOrder:
    return ImportedOrder(
        shop_id=ShopId(UUID(int=1)),
        order_id=OrderId(UUID(int=2)),
        platform="tokopedia",
        source_id="1",
        status=OrderStatus.PAID,
        total=Amount(total, "IDR"),
        ordered_at=AT,
        lines=sold,
        sub_total=sub_total,
        shipping_fee=shipping_fee,
    )


@given(amounts, amounts, amounts, st.lists(lines, max_size=5))
def test_totals_add_up_and_gifts_cost_nothing(total: Decimal, sub_total: Decimal, shipping_fee: Decimal, sold: list[ImportedLine]) -> None:
    totals = add_up(order(total, sub_total=sub_total, shipping_fee=shipping_fee, sold=tuple(sold)))
    assert totals.sub_total + totals.shipping_fee + totals.other == totals.total == total
    paid = [line for line in sold if line.is_sale]
    assert totals.goods == sum(line.quantity * line.unit_price for line in paid)
    assert totals.discounts == sum(line.seller_discount + line.platform_discount for line in paid)


@given(amounts)
def test_rupiah_need_no_rate_and_lose_only_their_sen(value: Decimal) -> None:
    assert abs(rules.to_rupiah(Amount(value, "IDR"), None).rupiah - value) <= Decimal("0.5")


@given(amounts, st.decimals("0.01", 30_000, places=4))
def test_foreign_money_is_worth_its_rate(value: Decimal, per_unit: Decimal) -> None:
    rate = ExchangeRate("USD", per_unit, dt.date(2024, 1, 1), "test")
    assert abs(rules.to_rupiah(Amount(value, "USD"), rate).rupiah - value * per_unit) <= Decimal("0.5")
    with pytest.raises(OrderError):
        rules.to_rupiah(Amount(value, "USD"), None)


def test_half_a_rupiah_is_rounded_up() -> None:
    assert rules.to_rupiah(Amount(Decimal("10.5"), "IDR"), None) == Money(11)


def test_open_orders_are_those_that_owe() -> None:
    closed = {OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.RETURNING, OrderStatus.RETURNED}
    assert {status for status in OrderStatus if not is_open(status)} == closed
