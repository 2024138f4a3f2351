# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Amount, ExchangeRate
from padu.market import orders
from padu.market.orders import tables
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]
RATE = ExchangeRate("BRL", Decimal("3150.25"), dt.date(2024, 1, 31), "a test's own")


def new_order(small: Any, clock: FixedClock, **facts: Any) -> orders.ImportedOrder:
    values: dict[str, Any] = {
        "shop_id": small.shop_id,
        "order_id": orders.OrderId(new_id()),
        "platform": "tiktok_shop",
        "source_id": str(new_id().int),
        "status": orders.OrderStatus.PAID,
        "total": Amount(Decimal(102_000), "IDR"),
        "ordered_at": clock.now(),
        "sub_total": Decimal(90_000),
        "shipping_fee": Decimal(12_000),
        "lines": (
            orders.ImportedLine(
                title="Kaos polos",
                quantity=2,
                unit_price=Decimal(45_000),
                listing_id=small.listing_id,
                variant_id=small.variants[0],
                variant="Merah",
            ),
            orders.ImportedLine(title="Stiker", quantity=1, unit_price=Decimal(0), is_sale=False),
        ),
    }
    return orders.ImportedOrder(**(values | facts))


async def test_an_order_is_kept_as_it_was_told(market: UnitOfWork, clock: FixedClock, small: Any) -> None:
    told = new_order(
        small,
        clock,
        total=Amount(Decimal("29.99"), "BRL"),
        rate=RATE,
        sub_total=Decimal("20.99"),
        shipping_fee=Decimal("9.00"),
        lines=(
            orders.ImportedLine(
                title="Caneca", quantity=3, unit_price=Decimal("6.997"), seller_discount=Decimal("0.5"), returned_quantity=1
            ),
        ),
        destination_city="Kota Bandung",
        paid_at=clock.now(),
    )
    assert await orders.import_orders(market, [told]) == {told.order_id}
    row = (await market.connection.execute(tables.shop_order.select())).one()._asdict()
    expected = {
        "currency": "BRL",
        "total_original": Decimal("29.99"),
        "total_idr": 94_476,
        "sub_total_original": Decimal("20.99"),
        "shipping_fee_original": Decimal("9.00"),
        "fx_rate": Decimal("3150.25"),
        "fx_on": dt.date(2024, 1, 31),
        "fx_source": "a test's own",
        "is_open": True,
        "status": "paid",
        "destination_city": "Kota Bandung",
        "paid_at": clock.now(),
        "shipped_at": None,
    }
    assert {name: row[name] for name in expected} == expected
    line = (await market.connection.execute(tables.order_line.select())).one()._asdict()
    assert (line["line_no"], line["quantity"], line["returned_quantity"], line["listing_id"]) == (1, 3, 1, None)
    assert (line["unit_price_original"], line["unit_price_idr"]) == (Decimal("6.997"), 22_042)


async def test_importing_twice_imports_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    told = [new_order(small, clock), new_order(small, clock)]
    assert len(await orders.import_orders(market, [*told, told[0]])) == 2
    changed = msgspec.structs.replace(told[0], total=Amount(Decimal(1), "IDR"), lines=told[0].lines * 2)
    assert await orders.import_orders(market, [changed, told[1]]) == set()
    assert (await rows_in(market, "shop_order"), await rows_in(market, "order_line")) == (2, 4)
    assert await orders.sum_open(market, [(order.shop_id, order.order_id) for order in told]) == {"IDR": Decimal(204_000)}


async def test_only_open_orders_are_summed_and_each_currency_apart(market: UnitOfWork, clock: FixedClock, small: Any) -> None:
    told = [new_order(small, clock, status=status) for status in orders.OrderStatus]
    told.append(new_order(small, clock, total=Amount(Decimal("1.10"), "BRL"), rate=RATE, lines=()))
    await orders.import_orders(market, told)
    keys = [(order.shop_id, order.order_id) for order in told]
    assert await orders.sum_open(market, keys) == {"IDR": Decimal(6 * 102_000), "BRL": Decimal("1.10")}
    rows = (await market.connection.execute(tables.shop_order.select())).all()
    assert {row.status: row.is_open for row in rows} == {status.value: orders.is_open(status) for status in orders.OrderStatus}
    ghost = (small.shop_id, new_id())
    assert await orders.find_missing_orders(market, {*keys, ghost}) == {ghost}


@pytest.mark.parametrize(
    "case",
    [
        ({"total": Amount(Decimal(-1), "IDR")}, "order.amount"),
        ({"shipping_fee": Decimal(-1)}, "order.amount"),
        ({"total": Amount(Decimal(1), "BRL")}, "order.rate"),
        ({"total": Amount(Decimal(1), "USD"), "rate": RATE}, "order.rate"),
        ({"rate": RATE}, "order.rate"),
        ({"lines": (orders.ImportedLine(title="x", quantity=0, unit_price=Decimal(1)),)}, "order.quantity"),
        ({"lines": (orders.ImportedLine(title="x", quantity=1, unit_price=Decimal(1), returned_quantity=2),)}, "order.quantity"),
        ({"lines": (orders.ImportedLine(title="x", quantity=1, unit_price=Decimal("NaN")),)}, "order.amount"),
    ],
)
async def test_an_order_that_cannot_be_is_refused_with_its_batch(
    market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn, case: tuple[dict[str, Any], str]
) -> None:
    facts, code = case
    bad = new_order(small, clock, **facts)
    with pytest.raises(orders.OrderError) as caught:
        await orders.import_orders(market, [new_order(small, clock), bad])
    assert caught.value.code == code
    assert bad.source_id in caught.value.where
    assert (await rows_in(market, "shop_order"), await rows_in(market, "order_line")) == (0, 0)


async def test_one_source_order_stands_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    first = new_order(small, clock)
    second = msgspec.structs.replace(first, order_id=orders.OrderId(new_id()))
    for batch in ([first, second], [second]):
        with pytest.raises(orders.OrderError) as caught:
            await orders.import_orders(market, batch)
        assert caught.value.code == "order.source_taken"
        await orders.import_orders(market, [first])
    elsewhere = msgspec.structs.replace(second, platform="tokopedia")
    assert await orders.import_orders(market, [elsewhere]) == {elsewhere.order_id}
    assert await rows_in(market, "shop_order") == 2
