from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import orders
from padu.platform.unit_of_work import UnitOfWork

_ORDER = """
    insert into market.shop_order (shop_id, order_id, platform, source_id, status, currency, total_original, total_idr, ordered_at,
        buyer_id, purchase_id, payment_id, shipping_fee_idr, pay_by, ship_within, complete_within, ship_by, shipped_at, cancelled_at)
    values (%(shop)s, %(order)s, 'padu', %(order)s::text, %(status)s, 'IDR', 1000, 1000, %(at)s,
        %(other)s, %(other)s, %(other)s, 0, %(at)s, '2 days', '2 days', %(ship_by)s, %(shipped_at)s, %(cancelled_at)s)
"""
_LINE = """
    insert into market.order_line (shop_id, order_id, line_no, quantity, unit_price_original, unit_price_idr, handoff_id, creator_id)
    values (%s, %s, 1, 1, 1000, 1000, %s, %s)
"""


@pytest.mark.anyio
async def test_orders_are_late_where_they_were_not_sent_in_time(
    market: UnitOfWork,
    clock: FixedClock,
    small: Any,  # noqa: ANN401 - a conftest class can't be imported
    rows_in: Callable[[UnitOfWork, str], Awaitable[int]],
) -> None:
    driver = await market.driver()
    now, hour = clock.now(), dt.timedelta(hours=1)
    cases = [  # status, ship by, shipped at, cancelled at
        ("awaiting_payment", None, None, None),
        ("paid", now + hour, None, None),
        ("packed", now - hour, None, None),
        ("shipped", now - hour, now - 2 * hour, None),
        ("completed", now - 2 * hour, now - hour, None),
        ("cancelled", now - hour, None, now - 2 * hour),
        ("cancelled", now - hour, None, now - hour),
        ("shipped", now + hour, now - hour, None),
    ]
    for number, (status, ship_by, shipped_at, cancelled_at) in enumerate(cases):
        facts = {"shop": small.shop_id, "order": new_id(), "other": new_id(), "at": now - 3 * hour, "status": status}
        await driver.execute(_ORDER, facts | {"ship_by": ship_by, "shipped_at": shipped_at, "cancelled_at": cancelled_at})
        credit = [new_id(), new_id()] if number < 3 else [None, None]
        await driver.execute(_LINE, [small.shop_id, facts["order"], *credit])
    assert await rows_in(market, "shop_order") == len(cases)
    assert await orders.count_placed(market, now - 3 * hour) == orders.OrderCounts(placed=8, by_handoff=3, due=5, late=3)
    assert await orders.count_placed(market, now) == orders.OrderCounts(placed=0, by_handoff=0, due=0, late=0)
