"""Today's sales against a usual day: what was sold by each hour, beside what the weeks before make likely. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
from statistics import quantiles

import msgspec

from padu.kernel.money import Money
from padu.market.orders import HourOfSales

WINDOW_DAYS = 28
_FEWEST_DAYS = 7
JAKARTA = dt.timezone(dt.timedelta(hours=7))
_HOURS = 24


class UsualDay(msgspec.Struct, frozen=True, kw_only=True):
    """Sales of a day, added up by each hour's end, in rupiah.

    `today` ends with the hour that runs now. `low`, `middle` and `high` are the quartiles of the `days` before; they are empty where
    there are too few to call a day usual.
    """

    today: tuple[int, ...]
    low: tuple[int, ...]
    middle: tuple[int, ...]
    high: tuple[int, ...]
    days: int
    orders: int

    @property
    def sold(self) -> Money:
        """What was sold today so far."""
        return Money(self.today[-1])

    @property
    def usual_by_now(self) -> Money | None:
        """What a usual day has sold by this hour's end."""
        return Money(self.middle[len(self.today) - 1]) if self.middle else None

    @property
    def standing(self) -> str:
        """How today does: `above`, `within` or `below` the middle half of the days before, or `unknown`."""
        if not self.middle:
            return "unknown"
        hour = len(self.today) - 1
        if self.today[hour] > self.high[hour]:
            return "above"
        return "below" if self.today[hour] < self.low[hour] else "within"


def window_start(now: dt.datetime) -> dt.datetime:
    """Where the days begin that today is compared with: midnight in Jakarta."""
    midnight = now.astimezone(JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - dt.timedelta(days=WINDOW_DAYS)).astimezone(dt.UTC)


def compare(sales: Sequence[HourOfSales], now: dt.datetime) -> UsualDay:
    """Lay today beside the days before. A day without a sale counts, from the first day with one on."""
    local = now.astimezone(JAKARTA)
    by_day: dict[dt.date, list[int]] = {}
    orders = 0
    for sale in sales:
        at = sale.hour.astimezone(JAKARTA)
        if at > local:
            continue
        by_day.setdefault(at.date(), [0] * _HOURS)[at.hour] += sale.amount_idr
        orders += sale.orders if at.date() == local.date() else 0
    today = tuple(accumulate(by_day.pop(local.date(), [0] * _HOURS)[: local.hour + 1]))
    first = min(by_day, default=local.date())
    days = min((local.date() - first).days, WINDOW_DAYS)
    if days < _FEWEST_DAYS:
        return UsualDay(today=today, low=(), middle=(), high=(), days=days, orders=orders)
    past = [list(accumulate(by_day.get(local.date() - dt.timedelta(days=back), [0] * _HOURS))) for back in range(1, days + 1)]
    cuts = [quantiles([day[hour] for day in past], n=4, method="inclusive") for hour in range(_HOURS)]
    low, middle, high = (tuple(round(cut[part]) for cut in cuts) for part in range(3))
    return UsualDay(today=today, low=low, middle=middle, high=high, days=days, orders=orders)


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """The comparison as points of an SVG of `WIDTH` by `HEIGHT`; `now` is the last point of today's line."""

    band: str
    middle: str
    today: str
    now: tuple[float, float]


WIDTH, HEIGHT = 480.0, 140.0
_EDGE = 6.0


def draw(day: UsualDay) -> Drawing:
    """Lines from midnight to midnight, the highest value at the top."""
    top = max((*day.today, *day.high, 1))

    def point(hour: int, amount: int) -> tuple[float, float]:
        across = _EDGE + (WIDTH - 2 * _EDGE) * hour / _HOURS
        return round(across, 1), round(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * amount / top, 1)

    def line(amounts: Sequence[int]) -> list[tuple[float, float]]:
        return [point(0, 0), *(point(hour + 1, amount) for hour, amount in enumerate(amounts))] if amounts else []

    today = line(day.today)
    return Drawing(
        band=_written([*line(day.high), *reversed(line(day.low))]), middle=_written(line(day.middle)), today=_written(today), now=today[-1]
    )


def _written(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
