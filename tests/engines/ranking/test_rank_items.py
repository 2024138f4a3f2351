from __future__ import annotations

import datetime as dt
import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from padu.engines.ranking import EVERY, HALF_LIFE, PRIOR_RATE, SEEN_ENOUGH, Item, Reason, hardly_seen, rank, score, smoothed_rate

NOW = dt.datetime(2024, 2, 1, 3, 0, tzinfo=dt.UTC)
COUNTS = st.integers(0, 10_000)
AGES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=60))


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    numbers = draw(st.lists(st.integers(0, 10**6), unique=True, max_size=40))
    return [
        Item(UUID(int=number), UUID(int=number % 5), NOW - draw(AGES), views := draw(COUNTS), draw(st.integers(0, views)))
        for number in numbers
    ]


def an_item(number: int, *, views: int, likes: int = 0, age: dt.timedelta = dt.timedelta(hours=1)) -> Item:
    return Item(UUID(int=number), UUID(int=number), NOW - age, views, likes)


@given(items=items(), seed=st.integers())
def test_everything_is_shown_once_in_an_order_that_does_not_depend_on_how_it_came(items: list[Item], seed: int) -> None:
    ranked = rank(items, NOW)
    assert sorted(place.item_id for place in ranked) == sorted(item.item_id for item in items)
    shuffled = random.Random(seed).sample(items, len(items))  # noqa: S311 - an order, no secret
    assert rank(shuffled, NOW) == ranked


@given(items=items())
def test_whoever_was_hardly_seen_is_shown_soon_whatever_their_score(items: list[Item]) -> None:
    makers = {item.maker_id for item in items if item.views < SEEN_ENOUGH}
    place_of = {placed.item_id: place for place, placed in enumerate(rank(items, NOW), start=1)}
    for number, item in enumerate(hardly_seen(items), start=1):
        assert place_of[item.item_id] <= min(EVERY * number, len(items))
    for maker in makers:
        first = min(place_of[item.item_id] for item in items if item.maker_id == maker)
        assert first <= min(EVERY * len(makers), len(items))


@given(items=items())
def test_places_for_the_new_go_round_all_makers(items: list[Item]) -> None:
    given = [item.maker_id for item in hardly_seen(items)]
    turns = [given[:number].count(maker) for number, maker in enumerate(given)]
    assert turns == sorted(turns)


@given(items=items())
def test_what_many_have_seen_keeps_the_order_of_its_score(items: list[Item]) -> None:
    scores = {item.item_id: score(item, NOW) for item in items if item.views >= SEEN_ENOUGH}
    shown = [scores[placed.item_id] for placed in rank(items, NOW) if placed.item_id in scores]
    assert shown == sorted(shown, reverse=True)


@given(items=items())
def test_nothing_without_likes_is_said_to_be_liked(items: list[Item]) -> None:
    likes = {item.item_id: item.likes for item in items}
    assert all(likes[placed.item_id] > 0 for placed in rank(items, NOW) if placed.reason is Reason.LIKED)


@given(views=COUNTS, likes=COUNTS)
def test_a_rate_lies_between_the_usual_one_and_what_was_counted(views: int, likes: int) -> None:
    seen = max(views, likes)
    counted = likes / seen if seen else PRIOR_RATE
    rate = smoothed_rate(views, likes)
    assert min(counted, PRIOR_RATE) - 1e-12 <= rate <= max(counted, PRIOR_RATE) + 1e-12
    assert smoothed_rate(views, likes + 1) > rate or likes >= views


def test_two_likes_of_two_views_say_less_than_many_of_many() -> None:
    assert smoothed_rate(2, 2) < smoothed_rate(1000, 200)
    assert smoothed_rate(0, 0) == PRIOR_RATE


def test_a_score_halves_with_every_half_life() -> None:
    young, old = an_item(1, views=100, likes=10, age=dt.timedelta(0)), an_item(2, views=100, likes=10, age=HALF_LIFE)
    assert score(old, NOW) * 2 == score(young, NOW)
    assert score(young, NOW - HALF_LIFE) == score(young, NOW)  # a clock that is a little behind makes nothing older or younger


def test_every_fourth_place_is_kept_for_the_new() -> None:
    loved = [an_item(number, views=1000, likes=500 - number) for number in range(9)]
    fresh = [an_item(100 + number, views=number, age=dt.timedelta(days=40)) for number in range(2)]
    ranked = [(placed.item_id.int, placed.reason.value) for placed in rank([*loved, *fresh], NOW)]
    assert ranked[:8] == [
        *((number, "liked") for number in range(3)),
        (100, "new"),
        *((number, "liked") for number in range(3, 6)),
        (101, "new"),
    ]
