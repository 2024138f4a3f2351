"""Take reviews over from another platform."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.reviews import rules, store
from padu.market.reviews.types import ImportedReview, ReviewId
from padu.platform.unit_of_work import UnitOfWork


async def import_reviews(uow: UnitOfWork, reviews: Sequence[ImportedReview]) -> set[ReviewId]:
    """Import reviews of listings that stand and count them into the listings' ratings; returns those that were not there before.

    Raises `ReviewsError` before anything is written where stars are not 1 to 5, or a source stands under another id.
    """
    if not reviews:
        return set()
    rules.check_reviews(reviews)
    standing = await store.standing_sources(uow, reviews)
    for review in reviews:
        if standing.get((review.shop_id, review.platform, review.source_id), review.review_id) != review.review_id:
            raise rules.source_taken(review)
    return await store.add_reviews(uow, reviews)
