"""Reads of reviews for pages: ratings by listing, one listing's reviews with their histogram, the best rated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from padu.platform.unit_of_work import UnitOfWork


class Rating(msgspec.Struct, frozen=True):
    """How many reviews a listing has and their mean, 1 to 5."""

    count: int
    mean: float


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One review; who wrote it is not kept."""

    review_id: UUID
    platform: str
    rating: int
    body: str
    pictures: int
    at: dt.datetime


class ReviewPosition(msgspec.Struct, frozen=True):
    """Where a page of reviews ended."""

    at: dt.datetime
    review_id: UUID


class ReviewPage(msgspec.Struct, frozen=True):
    """Newest first; `next` is None on the last page."""

    lines: tuple[ReviewLine, ...]
    next: ReviewPosition | None


async def ratings_of(uow: UnitOfWork, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Rating]:
    """Ratings by listing id; a listing nobody reviewed is absent."""
    if not keys:
        return {}
    statement = text("""
        select listing_id, count, sum from market.listing_rating
        where (shop_id, listing_id) in (select * from unnest(cast(:shops as uuid[]), cast(:listings as uuid[]))) and count > 0
    """)
    found = await uow.connection.execute(statement, {"shops": [key[0] for key in keys], "listings": [key[1] for key in keys]})
    return {row["listing_id"]: Rating(row["count"], row["sum"] / row["count"]) for row in found.mappings()}


async def best_rated(uow: UnitOfWork, limit: int = 12) -> tuple[tuple[UUID, UUID], ...]:
    """(shop, listing) keys of active listings by their damped mean rating, best first.

    The mean is drawn toward 4 stars by five imagined reviews (20 stars), so that one happy buyer does not beat a hundred. The
    numbers stand in the statement, so that an index on the expression can serve it.
    """
    statement = text("""
        select r.shop_id, r.listing_id
        from (
            select shop_id, listing_id, (sum + 20)::float8 / (count + 5) as damped
            from market.listing_rating
            where count > 0
            order by (sum + 20)::float8 / (count + 5) desc, listing_id
            limit :candidates
        ) r
        join market.listing l on l.shop_id = r.shop_id and l.listing_id = r.listing_id
        where l.status = 'active'
        order by r.damped desc, r.listing_id
        limit :limit
    """)
    found = await uow.connection.execute(statement, {"candidates": limit * 8, "limit": limit})
    return tuple((row.shop_id, row.listing_id) for row in found)


async def histogram(uow: UnitOfWork, shop_id: UUID, listing_id: UUID) -> dict[int, int]:
    """How many reviews gave 5, 4, 3, 2 and 1 stars; every number of stars is there."""
    statement = text(
        "select rating, count(*) as reviews from market.review where shop_id = :shop_id and listing_id = :listing_id group by rating"
    )
    found = await uow.connection.execute(statement, {"shop_id": shop_id, "listing_id": listing_id})
    counted: dict[int, int] = {row.rating: row.reviews for row in found}
    return {stars: counted.get(stars, 0) for stars in (5, 4, 3, 2, 1)}


async def list_reviews(
    uow: UnitOfWork, shop_id: UUID, listing_id: UUID, *, after: ReviewPosition | None = None, limit: int = 6
) -> ReviewPage:
    """One keyset page of a listing's reviews, newest first."""
    where = "shop_id = :shop_id and listing_id = :listing_id"
    parameters: dict[str, object] = {"shop_id": shop_id, "listing_id": listing_id, "limit": limit + 1}
    if after is not None:
        where += " and at <= :at and (at < :at or review_id > :review_id)"
        parameters |= {"at": after.at, "review_id": after.review_id}
    statement = f"""
        select review_id, platform, rating, body, pictures, at from market.review
        where {where} order by at desc, review_id limit :limit
    """  # noqa: S608 - the condition is one of the two constants above
    found = await uow.connection.execute(text(statement), parameters)
    lines = tuple(ReviewLine(**row) for row in found.mappings())
    if len(lines) <= limit:
        return ReviewPage(lines, None)
    last = lines[limit - 1]
    return ReviewPage(lines[:limit], ReviewPosition(last.at, last.review_id))
