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
from padu.market import orders, returns
from padu.market.returns import tables
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]
RATE = ExchangeRate("USD", Decimal(15_000), dt.date(2024, 1, 31), "a test's own")


def new_return(small: Any, clock: FixedClock, **facts: Any) -> returns.ImportedReturn:
    values: dict[str, Any] = {
        "shop_id": small.shop_id,
        "return_id": returns.ReturnId(new_id()),
        "platform": "tiktok_shop",
        "source_id": str(new_id().int),
        "return_type": "REFUND",
        "status": "RETURN_OR_REFUND_REQUEST_PENDING",
        "refund": Amount(Decimal(45_000), "IDR"),
        "requested_at": clock.now(),
    }
    return returns.ImportedReturn(**(values | facts))


async def test_a_return_is_kept_with_its_order(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    order = orders.ImportedOrder(
        shop_id=small.shop_id,
        order_id=orders.OrderId(new_id()),
        platform="tiktok_shop",
        source_id="5",
        status=orders.OrderStatus.COMPLETED,
        total=Amount(Decimal(45_000), "IDR"),
        ordered_at=clock.now(),
        lines=(),
    )
    await orders.import_orders(market, [order])
    told = [
        new_return(small, clock, order_id=order.order_id, refund=Amount(Decimal("2.50"), "USD"), rate=RATE, reason="rusak"),
        new_return(small, clock),
    ]
    assert await returns.import_returns(market, told) == {told[0].return_id, told[1].return_id}
    assert await returns.import_returns(market, told) == set()
    assert await rows_in(market, "order_return") == 2
    rows = {row.return_id: row for row in (await market.connection.execute(tables.order_return.select())).all()}
    first, second = (rows[asked.return_id] for asked in told)
    assert (first.order_id, first.currency, first.refund_original, first.refund_idr) == (order.order_id, "USD", Decimal("2.50"), 37_500)
    assert (first.fx_rate, first.fx_on, first.fx_source, first.reason) == (Decimal(15_000), dt.date(2024, 1, 31), "a test's own", "rusak")
    assert (second.order_id, second.refund_idr, second.fx_rate) == (None, 45_000, None)
    ghost = (small.shop_id, new_id())
    assert await returns.find_missing_returns(market, {(small.shop_id, told[0].return_id), ghost}) == {ghost}


@pytest.mark.parametrize(
    "case",
    [
        ({"refund": Amount(Decimal(-1), "IDR")}, "return.refund"),
        ({"refund": Amount(Decimal(1), "USD")}, "return.rate"),
        ({"rate": RATE}, "return.rate"),
        ({"status": ""}, "return.unsaid"),
    ],
)
async def test_a_return_that_cannot_be_is_refused_with_its_batch(
    market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn, case: tuple[dict[str, Any], str]
) -> None:
    facts, code = case
    bad = new_return(small, clock, **facts)
    with pytest.raises(returns.ReturnsError) as caught:
        await returns.import_returns(market, [new_return(small, clock), bad])
    assert caught.value.code == code
    assert bad.source_id in caught.value.where
    assert await rows_in(market, "order_return") == 0


async def test_one_source_return_stands_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    first = new_return(small, clock)
    second = msgspec.structs.replace(first, return_id=returns.ReturnId(new_id()))
    for batch in ([first, second], [second]):
        with pytest.raises(returns.ReturnsError) as caught:
            await returns.import_returns(market, batch)
        assert caught.value.code == "return.source_taken"
        await returns.import_returns(market, [first])
    assert await rows_in(market, "order_return") == 1
