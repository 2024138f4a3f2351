"""Today against a usual day, and the one suggestion: pure, on figures that add up."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market.catalog import ShopVariant
from padu.market.orders import HourOfSales, Pace
from padu.web.seller.suggest import SHORT_DAYS, running_out, suggest
from padu.web.seller.usual_day import HEIGHT, WIDTH, WINDOW_DAYS, compare, draw, window_start

NOW = dt.datetime(2026, 3, 10, 8, 30, tzinfo=dt.UTC)  # 15.30 in Jakarta
HOURS = st.integers(min_value=0, max_value=24 * (WINDOW_DAYS + 3))


def back(hours: int, amount: int) -> HourOfSales:
    """A sale so many hours ago."""
    return HourOfSales(NOW.replace(minute=0) - dt.timedelta(hours=hours), amount, 1)


SALES = st.lists(st.builds(back, HOURS, st.integers(0, 10**9)))


def at(days: int, hour: int, amount: int) -> HourOfSales:
    """A sale so many days ago at an hour of Jakarta."""
    local = dt.datetime(2026, 3, 10, hour, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    return HourOfSales((local - dt.timedelta(days=days)).astimezone(dt.UTC), amount, 1)


def test_a_usual_day_is_the_middle_of_the_days_before() -> None:
    before = [at(day, 9, 100_000 if day % 2 else 300_000) for day in range(1, WINDOW_DAYS + 1)]
    day = compare([*before, at(0, 10, 400_000), at(0, 20, 999)], NOW)
    assert (day.days, day.orders) == (28, 1)  # what lies ahead of us does not count
    assert day.sold == Money(400_000)
    assert len(day.today) == 16
    assert (day.low[8], day.low[15], day.middle[15], day.high[15]) == (0, 100_000, 200_000, 300_000)
    assert day.standing == "above"
    assert compare([*before, at(0, 10, 200_000)], NOW).standing == "within"
    assert compare(before, NOW).standing == "below"


def test_a_day_without_a_sale_counts_and_a_new_shop_has_no_usual_day() -> None:
    assert compare([at(8, 9, 700)], NOW).middle[23] == 0
    young = compare([at(6, 9, 700)], NOW)
    assert (young.days, young.middle, young.standing, young.usual_by_now) == (6, (), "unknown", None)
    assert draw(young).band == ""
    assert compare([], NOW).sold == Money(0)


@given(SALES)
def test_the_lines_never_fall_and_stay_in_the_picture(sales: list[HourOfSales]) -> None:
    day = compare(sales, NOW)
    for line in (day.today, day.low, day.middle, day.high):
        assert list(line) == sorted(line)
    assert all(low <= middle <= high for low, middle, high in zip(day.low, day.middle, day.high, strict=True))
    drawn = draw(day)
    for points in (drawn.band, drawn.middle, drawn.today):
        for point in points.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_the_window_begins_at_a_midnight_in_jakarta() -> None:
    assert window_start(NOW) == dt.datetime(2026, 2, 9, 17, tzinfo=dt.UTC)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60), st.integers(0, 10**7)), min_size=1, max_size=12))
def test_what_runs_out_is_what_will_not_last_and_the_suggestion_rests_on_it(shelf: list[tuple[int, int, int]]) -> None:
    variants = [
        ShopVariant(variant_id=new_id(), listing_id=new_id(), title=f"Barang {number}", name="", price=Money(price))
        for number, (_, _, price) in enumerate(shelf)
    ]
    units = {variant.variant_id: left for variant, (left, _, _) in zip(variants, shelf, strict=True)}
    pace = {
        variant.variant_id: Pace(variant.variant_id, sold, sold * price)
        for variant, (_, sold, price) in zip(variants, shelf, strict=True)
        if sold
    }
    short = running_out(variants, units, pace, WINDOW_DAYS)
    for one in short:
        assert one.sold > 0
        assert one.left * WINDOW_DAYS < SHORT_DAYS * one.sold
    assert [one.loses.rupiah for one in short] == sorted((one.loses.rupiah for one in short), reverse=True)
    tip = suggest(short, variants, units, pace, WINDOW_DAYS)
    if short:
        assert tip is not None
        assert (tip.kind, tip.sold, tip.left) == ("restock", short[0].sold, short[0].left)
    elif tip is not None:
        assert tip.kind == "show"
        assert pace
        assert tip.left > 0
        still = [variant for variant in variants if variant.variant_id not in pace]
        assert tip.worth.rupiah == max(units[variant.variant_id] * variant.price.rupiah for variant in still)
