"""Which sales may be told of, and together with which others; pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from padu.exchange.attribution.types import AttributedSale, CountedGroup, Holding


def gather_groups(sales: Iterable[AttributedSale], now: dt.datetime, holding: Holding) -> list[CountedGroup]:
    """The counts that may be told now, of sales that no count has told of yet.

    A sale counts once `delay` has passed. Sales of one creator and listing are taken day by day; what is fewer than `minimum` orders is
    carried over into the next day that has any. What is left over at the end waits.
    """
    waiting: defaultdict[tuple[UUID, UUID], list[AttributedSale]] = defaultdict(list)
    for sale in sales:
        if sale.at + holding.delay <= now:
            waiting[sale.key.creator_id, sale.key.listing_id].append(sale)
    groups: list[CountedGroup] = []
    for (creator_id, listing_id), theirs in sorted(waiting.items()):
        by_day: defaultdict[dt.date, list[AttributedSale]] = defaultdict(list)
        for sale in theirs:
            by_day[sale.day].append(sale)
        carried: list[AttributedSale] = []
        for day in sorted(by_day):
            carried += sorted(by_day[day], key=lambda sale: (sale.at, sale.key))
            group = CountedGroup(creator_id=creator_id, listing_id=listing_id, day=day, sales=tuple(carried))
            if group.orders >= max(1, holding.minimum):
                groups.append(group)
                carried = []
    return groups
