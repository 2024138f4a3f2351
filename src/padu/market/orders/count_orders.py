"""How many orders were placed on this market, and how many were sent late: figures for whoever watches. Nothing of a buyer is read."""

from __future__ import annotations

import datetime as dt

import msgspec

from padu.platform.unit_of_work import UnitOfWork

# An order is due once it was sent, or its time to be sent has run out; late where that was after its time.
_COUNT = """
    select count(*),
        count(*) filter (where exists (
            select from market.order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.handoff_id is not null)),
        count(*) filter (where o.ship_by is not null
            and (o.shipped_at is not null or coalesce(o.cancelled_at, %(now)s) >= o.ship_by)),
        count(*) filter (where coalesce(o.shipped_at, o.cancelled_at, %(now)s) >= o.ship_by)
    from market.shop_order o where o.platform = 'padu' and o.ordered_at >= %(since)s
"""


class OrderCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Orders placed since a moment; `by_handoff` came with a hand-off, `due` had to be sent by now, `late` of them were not in time."""

    placed: int
    by_handoff: int
    due: int
    late: int


async def count_placed(uow: UnitOfWork, since: dt.datetime) -> OrderCounts:
    """Orders of all shops that were placed here (not imported) since a moment."""
    cursor = await (await uow.driver()).execute(_COUNT, {"since": since, "now": uow.clock.now()})
    ((placed, by_handoff, due, late),) = await cursor.fetchall()
    return OrderCounts(placed=placed, by_handoff=by_handoff, due=due, late=late)
