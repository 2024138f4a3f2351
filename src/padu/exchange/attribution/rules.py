"""Which sales may be told of, and together with which others; pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from padu.exchange.attribution.types import AttributedSale, CountedGroup, Holding

_LONGEST_STEP = dt.timedelta(days=1)
# Steps of a day end at Jakarta's midnight.
_STEPS_FROM = dt.datetime(2000, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def told_until(now: dt.datetime, holding: Holding) -> dt.datetime:
    """The moment up to which sales may be told of now.

    It goes on in steps as long as the delay, of a day at most. If it went on with the clock, the moment at which a count appears would
    tell to the second when the last of its buyers said that their parcel came.
    """
    latest = now - holding.delay
    step = min(holding.delay, _LONGEST_STEP)
    return latest - (latest - _STEPS_FROM) % step if step > dt.timedelta(0) else latest


def gather_groups(sales: Iterable[AttributedSale], now: dt.datetime, holding: Holding) -> list[CountedGroup]:
    """The counts that may be told now, of sales that no count has told of yet.

    A sale counts once `delay` has passed. Sales of one creator and listing are taken day by day; what is of fewer than `minimum` buyers
    is carried over into the next day that has any. What is left over at the end waits.
    """
    until = told_until(now, holding)
    waiting: defaultdict[tuple[UUID, UUID], list[AttributedSale]] = defaultdict(list)
    for sale in sales:
        if sale.at <= until:
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
            if group.buyers >= max(1, holding.minimum):
                groups.append(group)
                carried = []
    return groups
