"""Load and save reviews with the ratings they make up; no decisions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from padu.market.reviews.types import ImportedReview, ReviewId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork

_STANDING_SOURCES = """
    select shop_id, platform, source_id, review_id
    from market.review
    where shop_id = any(%s::uuid[]) and source_id = any(%s::text[])
"""

# One statement: only reviews that were really inserted are counted, so that a repetition counts nothing.
_ADD_REVIEWS = """
    with added as (
        insert into market.review (shop_id, review_id, listing_id, platform, source_id, rating, body, pictures, at)
        select shop_id, review_id, listing_id, platform, source_id, rating, body, pictures, at
        from json_to_recordset(%s::json) as r (
            shop_id uuid, review_id uuid, listing_id uuid, platform text, source_id text, rating smallint, body text,
            pictures integer, at timestamptz)
        order by shop_id, review_id
        on conflict (shop_id, review_id) do nothing
        returning shop_id, review_id, listing_id, rating
    ),
    rated as (
        insert into market.listing_rating (shop_id, listing_id, count, sum)
        select shop_id, listing_id, count(*)::integer, sum(rating)
        from added
        group by shop_id, listing_id
        order by shop_id, listing_id
        on conflict (shop_id, listing_id) do update
            set count = listing_rating.count + excluded.count, sum = listing_rating.sum + excluded.sum
    )
    select review_id from added
"""

_DISAGREEING = """
    with said as (select shop_id, listing_id, count(*) as count, sum(rating) as sum from market.review group by shop_id, listing_id)
    select count(*)
    from said
    full join market.listing_rating as rated using (shop_id, listing_id)
    where said.count is distinct from rated.count or said.sum is distinct from rated.sum
"""


async def standing_sources(uow: UnitOfWork, reviews: Sequence[ImportedReview]) -> dict[tuple[ShopId, str, str], ReviewId]:
    """Under which id each (shop, platform, source id) stands, of those that may be among these reviews'."""
    values = [list({review.shop_id for review in reviews}), [review.source_id for review in reviews]]
    cursor = await (await uow.driver()).execute(_STANDING_SOURCES, values)
    return {(ShopId(shop_id), platform, source_id): ReviewId(found) for shop_id, platform, source_id, found in await cursor.fetchall()}


async def add_reviews(uow: UnitOfWork, reviews: Sequence[ImportedReview]) -> set[ReviewId]:
    """Insert reviews and count them into their listings' ratings; returns those that were not there."""
    cursor = await (await uow.driver()).execute(_ADD_REVIEWS, [msgspec.json.encode(reviews).decode()])
    return {ReviewId(row[0]) for row in await cursor.fetchall()}


async def count_disagreeing(uow: UnitOfWork) -> int:
    """How many listings have a rating that their reviews do not give."""
    cursor = await (await uow.driver()).execute(_DISAGREEING)
    row = await cursor.fetchone()
    return row[0] if row else 0
