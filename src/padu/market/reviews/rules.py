"""What a review must be, and how stars add up; pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from padu.market.reviews.types import ImportedReview, ReviewsError, StarSum


def add_stars(before: StarSum, given: Iterable[int]) -> StarSum:
    """Count and sum after further reviews with these stars."""
    stars = list(given)
    return StarSum(count=before.count + len(stars), sum=before.sum + sum(stars))


def average(stars: StarSum) -> Decimal | None:
    """The mean of the stars to one place, rounded half up; None where nobody has said anything."""
    if stars.count == 0:
        return None
    return (Decimal(stars.sum) / stars.count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def check_reviews(reviews: Iterable[ImportedReview]) -> None:
    """Raise `ReviewsError` for the first review that cannot be kept, or that names one source under two ids."""
    ids: dict[tuple[object, str, str], object] = {}
    for review in reviews:
        if not 1 <= review.rating <= 5 or review.pictures < 0:
            raise ReviewsError(
                "review.rating",
                f"{review.rating} stars and {review.pictures} pictures cannot be",
                where=f"review {review.source_id!r} of {review.platform} in shop {review.shop_id}",
                todo="give 1 to 5 stars",
            )
        if ids.setdefault((review.shop_id, review.platform, review.source_id), review.review_id) != review.review_id:
            raise source_taken(review)


def source_taken(review: ImportedReview) -> ReviewsError:
    """The error of a review whose source was imported under another id."""
    return ReviewsError(
        "review.source_taken",
        f"review {review.source_id!r} of {review.platform} is imported already under another id than {review.review_id}",
        where=f"shop {review.shop_id}",
        todo="use the id that the crosswalk holds for it",
    )
