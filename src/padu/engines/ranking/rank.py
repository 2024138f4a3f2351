"""The formula and the order."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict, deque
from collections.abc import Sequence
from uuid import UUID

from padu.engines.ranking.types import Item, Placed, Reason

PRIOR_RATE = 0.05
PRIOR_VIEWS = 20
HALF_LIFE = dt.timedelta(days=3)
SEEN_ENOUGH = 30
EVERY = 4


def smoothed_rate(views: int, likes: int) -> float:
    """The likes per view to expect: what was counted, with `PRIOR_VIEWS` imagined views of the usual rate added.

    Two likes of two views say less than eighty of a thousand, and the mean of a beta-binomial posterior says how much less. Likes without
    views (a page that counted none) count as views too.
    """
    seen = max(views, likes)
    return (likes + PRIOR_RATE * PRIOR_VIEWS) / (seen + PRIOR_VIEWS)


def score(item: Item, now: dt.datetime) -> float:
    """The smoothed rate, halved with every `HALF_LIFE` since the item came; compare scores of one moment only."""
    age = max(dt.timedelta(0), now - item.since)
    return smoothed_rate(item.views, item.likes) * math.exp2(-(age / HALF_LIFE))


def rank(items: Sequence[Item], now: dt.datetime) -> list[Placed]:
    """Every item once, best first; every fourth place is kept for items that few have seen yet, least seen first, as long as any are left.

    The same items at the same moment give the same order, however they come: ties are broken by age, then by id.
    """
    best = sorted(items, key=lambda item: (-score(item, now), -item.since.timestamp(), item.item_id))
    unseen = deque(hardly_seen(items))
    placed: dict[object, Placed] = {}
    rest = deque(best)
    while len(placed) < len(best):
        wants_new = len(placed) % EVERY == EVERY - 1
        item = _next(unseen, placed) if wants_new else None
        if item is not None:
            placed[item.item_id] = Placed(item.item_id, Reason.NEW)
        elif (item := _next(rest, placed)) is not None:
            placed[item.item_id] = Placed(item.item_id, _reason(item))
    return list(placed.values())


def hardly_seen(items: Sequence[Item]) -> list[Item]:
    """What few have seen yet, in the order in which it gets its places.

    A first one of each maker, least seen first, then a second one of each, so that nobody fills these places by making much.
    """
    made: defaultdict[UUID, int] = defaultdict(int)
    turns: list[tuple[int, int, dt.datetime, UUID, Item]] = []
    for item in sorted((item for item in items if item.views < SEEN_ENOUGH), key=lambda item: (item.views, item.since, item.item_id)):
        turns.append((made[item.maker_id], item.views, item.since, item.item_id, item))
        made[item.maker_id] += 1
    return [item for *_, item in sorted(turns)]


def _next(queue: deque[Item], placed: dict[object, Placed]) -> Item | None:
    while queue:
        item = queue.popleft()
        if item.item_id not in placed:
            return item
    return None


def _reason(item: Item) -> Reason:
    """What people are told: liked where anybody liked it, else it is there for being new."""
    return Reason.LIKED if item.likes else Reason.NEW
