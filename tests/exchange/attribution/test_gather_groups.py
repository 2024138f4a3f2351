from __future__ import annotations

import datetime as dt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from padu.exchange.attribution import AttributedSale, Holding, SaleKey, gather_groups
from padu.kernel.money import Money

NOW = dt.datetime(2024, 2, 10, 3, 0, tzinfo=dt.UTC)
IDS = st.integers(1, 3).map(lambda number: UUID(int=number))


@st.composite
def sales(draw: st.DrawFn) -> list[AttributedSale]:
    keys = draw(st.lists(st.tuples(IDS, st.integers(1, 30).map(lambda n: UUID(int=n)), IDS, IDS), unique=True, max_size=30))
    made: list[AttributedSale] = []
    for key in keys:
        at = NOW - dt.timedelta(hours=draw(st.integers(0, 120)))
        day = (at + dt.timedelta(hours=7)).date()
        commission = Money(draw(st.integers(0, 10_000)))
        made.append(AttributedSale(key=SaleKey(*key), day=day, at=at, units=draw(st.integers(1, 5)), commission=commission))
    return made


HOLDINGS = st.builds(Holding, delay=st.integers(0, 72).map(lambda hours: dt.timedelta(hours=hours)), minimum=st.integers(0, 6))


@given(sales(), HOLDINGS)
def test_no_count_is_small_young_or_mixed_and_no_sale_is_counted_twice(given_sales: list[AttributedSale], holding: Holding) -> None:
    groups = gather_groups(given_sales, NOW, holding)
    told = [sale.key for group in groups for sale in group.sales]
    assert len(told) == len(set(told))
    assert set(told) <= {sale.key for sale in given_sales}
    for group in groups:
        assert group.orders >= max(1, holding.minimum)
        assert {(sale.key.creator_id, sale.key.listing_id) for sale in group.sales} == {(group.creator_id, group.listing_id)}
        assert all(sale.at + holding.delay <= NOW for sale in group.sales)
        assert max(sale.day for sale in group.sales) == group.day
        assert group.commission.rupiah == sum(sale.commission.rupiah for sale in group.sales)


@given(sales(), HOLDINGS)
def test_what_is_left_of_a_creators_listing_is_always_too_little_or_too_young(given_sales: list[AttributedSale], holding: Holding) -> None:
    told = {sale.key for group in gather_groups(given_sales, NOW, holding) for sale in group.sales}
    left: dict[tuple[UUID, UUID], set[tuple[UUID, UUID]]] = {}
    for sale in given_sales:
        if sale.key not in told and sale.at + holding.delay <= NOW:
            left.setdefault((sale.key.creator_id, sale.key.listing_id), set()).add((sale.key.shop_id, sale.key.order_id))
    assert all(len(orders) < max(1, holding.minimum) for orders in left.values())


@given(sales(), HOLDINGS, st.randoms())
def test_the_order_in_which_sales_are_given_does_not_matter(given_sales: list[AttributedSale], holding: Holding, chance: object) -> None:
    shuffled = list(given_sales)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] - hypothesis gives a Random
    assert gather_groups(shuffled, NOW, holding) == gather_groups(given_sales, NOW, holding)


@given(sales())
def test_with_no_delay_and_no_minimum_everything_is_told_by_day(given_sales: list[AttributedSale]) -> None:
    groups = gather_groups(given_sales, NOW, Holding(delay=dt.timedelta(0), minimum=1))
    assert sum(len(group.sales) for group in groups) == len(given_sales)
    assert all({sale.day for sale in group.sales} == {group.day} for group in groups)
