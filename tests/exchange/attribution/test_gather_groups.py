from __future__ import annotations

import datetime as dt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from padu.exchange.attribution import AttributedSale, Holding, SaleKey, gather_groups
from padu.exchange.attribution.rules import told_until
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
        buyer = draw(st.integers(1, 8).map(lambda n: UUID(int=n)))
        sale = AttributedSale(key=SaleKey(*key), buyer_id=buyer, day=day, at=at, units=draw(st.integers(1, 5)), commission=commission)
        made.append(sale)
    return made


HOLDINGS = st.builds(Holding, delay=st.integers(0, 72).map(lambda hours: dt.timedelta(hours=hours)), minimum=st.integers(0, 6))


@given(sales(), HOLDINGS)
def test_no_count_is_small_young_or_mixed_and_no_sale_is_counted_twice(given_sales: list[AttributedSale], holding: Holding) -> None:
    groups = gather_groups(given_sales, NOW, holding)
    told = [sale.key for group in groups for sale in group.sales]
    assert len(told) == len(set(told))
    assert set(told) <= {sale.key for sale in given_sales}
    for group in groups:
        assert group.buyers >= max(1, holding.minimum)
        assert group.buyers <= group.orders
        assert {(sale.key.creator_id, sale.key.listing_id) for sale in group.sales} == {(group.creator_id, group.listing_id)}
        assert all(sale.at + holding.delay <= NOW for sale in group.sales)
        assert max(sale.day for sale in group.sales) == group.day
        assert group.commission.rupiah == sum(sale.commission.rupiah for sale in group.sales)


@given(sales(), HOLDINGS)
def test_what_is_left_of_a_creators_listing_is_always_too_little_or_too_young(given_sales: list[AttributedSale], holding: Holding) -> None:
    told = {sale.key for group in gather_groups(given_sales, NOW, holding) for sale in group.sales}
    left: dict[tuple[UUID, UUID], set[UUID]] = {}
    for sale in given_sales:
        if sale.key not in told and sale.at <= told_until(NOW, holding):
            left.setdefault((sale.key.creator_id, sale.key.listing_id), set()).add(sale.buyer_id)
    assert all(len(buyers) < max(1, holding.minimum) for buyers in left.values())


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


@given(st.timedeltas(dt.timedelta(0), dt.timedelta(days=2_000)).map(lambda later: NOW + later), HOLDINGS)
def test_when_a_count_appears_tells_no_more_than_in_which_step_its_sales_were(now: dt.datetime, holding: Holding) -> None:
    until = told_until(now, holding)
    step = min(holding.delay, dt.timedelta(days=1))
    assert until <= now - holding.delay
    if step:
        assert now - holding.delay - until < step
        assert told_until(until + holding.delay, holding) == until
        assert told_until(until + holding.delay + step - dt.timedelta(microseconds=1), holding) == until
        assert told_until(until + holding.delay + step, holding) == until + step
    else:
        assert until == now


def test_with_a_day_of_delay_counts_come_at_jakartas_midnight() -> None:
    holding = Holding(delay=dt.timedelta(hours=24), minimum=5)
    assert told_until(NOW, holding) == dt.datetime(2024, 2, 8, 17, 0, tzinfo=dt.UTC)


def test_one_buyer_who_orders_often_is_no_crowd() -> None:
    creator, listing = UUID(int=1), UUID(int=2)

    def of(buyers: list[int]) -> list[AttributedSale]:
        at = NOW - dt.timedelta(days=4)
        keys = [SaleKey(UUID(int=9), UUID(int=100 + number), listing, creator) for number in range(len(buyers))]
        return [
            AttributedSale(key=key, buyer_id=UUID(int=buyer), day=at.date(), at=at, units=1, commission=Money(500))
            for key, buyer in zip(keys, buyers, strict=True)
        ]

    holding = Holding(delay=dt.timedelta(hours=24), minimum=5)
    assert gather_groups(of([1] * 20), NOW, holding) == []
    assert gather_groups(of([1, 1, 1, 2, 3, 4]), NOW, holding) == []
    (group,) = gather_groups(of([1, 1, 2, 3, 4, 5]), NOW, holding)
    assert (group.orders, group.buyers) == (6, 5)
