# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import reviews
from padu.market.reviews import tables
from padu.platform.unit_of_work import UnitOfWork, open_database

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]


def new_review(small: Any, clock: FixedClock, rating: int, **facts: Any) -> reviews.ImportedReview:
    values: dict[str, Any] = {
        "shop_id": small.shop_id,
        "review_id": reviews.ReviewId(new_id()),
        "listing_id": small.listing_id,
        "platform": "tokopedia",
        "source_id": str(new_id().int),
        "rating": rating,
        "at": clock.now(),
    }
    return reviews.ImportedReview(**(values | facts))


async def test_reviews_are_kept_and_counted_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    told = [new_review(small, clock, 5, body="Bagus sekali 👍", pictures=2), new_review(small, clock, 2)]
    assert await reviews.import_reviews(market, [*told, told[0]]) == {review.review_id for review in told}
    row = (await market.connection.execute(tables.review.select().where(tables.review.c.review_id == told[0].review_id))).one()
    assert row._asdict() == msgspec.structs.asdict(told[0])
    later = new_review(small, clock, 4)
    assert await reviews.import_reviews(market, [*told, later]) == {later.review_id}
    assert await reviews.import_reviews(market, [msgspec.structs.replace(later, rating=1)]) == set()
    rated = (await market.connection.execute(tables.listing_rating.select())).one()._asdict()
    assert (rated["listing_id"], rated["count"], rated["sum"]) == (small.listing_id, 3, 11)
    assert (await rows_in(market, "review"), await rows_in(market, "listing_rating")) == (3, 1)
    assert await reviews.verify_ratings(market) == 0
    ghost = (small.shop_id, new_id())
    assert await reviews.find_missing_reviews(market, {(small.shop_id, later.review_id), ghost}) == {ghost}


@pytest.mark.parametrize("rating", [0, 6, -1])
async def test_stars_beyond_one_to_five_are_refused_with_their_batch(
    market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn, rating: int
) -> None:
    bad = new_review(small, clock, rating)
    with pytest.raises(reviews.ReviewsError) as caught:
        await reviews.import_reviews(market, [new_review(small, clock, 5), bad])
    assert caught.value.code == "review.rating"
    assert bad.source_id in caught.value.where
    assert (await rows_in(market, "review"), await rows_in(market, "listing_rating")) == (0, 0)


async def test_one_source_review_stands_once(market: UnitOfWork, clock: FixedClock, small: Any, rows_in: RowsIn) -> None:
    first = new_review(small, clock, 5)
    second = msgspec.structs.replace(first, review_id=reviews.ReviewId(new_id()))
    for batch in ([first, second], [second]):
        with pytest.raises(reviews.ReviewsError) as caught:
            await reviews.import_reviews(market, batch)
        assert caught.value.code == "review.source_taken"
        await reviews.import_reviews(market, [first])
    assert (await rows_in(market, "review"), await rows_in(market, "listing_rating")) == (1, 1)


async def test_verification_finds_a_rating_that_reviews_do_not_give(market: UnitOfWork, clock: FixedClock, small: Any) -> None:
    await reviews.import_reviews(market, [new_review(small, clock, 3)])
    await market.connection.execute(tables.listing_rating.update().values({"sum": 4}))
    assert await reviews.verify_ratings(market) == 1


async def test_the_same_reviews_imported_at_once_are_counted_once(
    committed_market: Any, clock: FixedClock, build_market: Callable[..., Awaitable[Any]]
) -> None:
    database = open_database(committed_market.app_url, clock, pool_size=4)
    async with database.unit_of_work() as uow:
        small = await build_market(uow)
    told = [new_review(small, clock, stars) for stars in (1, 2, 3, 4, 5)]
    imported: Counter[reviews.ReviewId] = Counter()

    async def work() -> None:
        async with database.unit_of_work() as uow:
            imported.update(await reviews.import_reviews(uow, told))

    await asyncio.gather(*(work() for _ in range(4)))
    assert imported == Counter(review.review_id for review in told)
    async with database.unit_of_work() as uow:
        rated = (await uow.connection.execute(tables.listing_rating.select())).one()._asdict()
        assert (rated["count"], rated["sum"]) == (5, 15)
        assert await reviews.verify_ratings(uow) == 0
    await database.close()
