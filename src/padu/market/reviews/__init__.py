"""Reviews: what buyers said of listings on the platforms that were merged, and the stars they add up to.

Invariants: a listing's rating is the count and sum of exactly the reviews that stand; one source review of a platform stands
once in its shop; importing twice imports and counts once; who said it is not kept.
Tables owned: `review`, `listing_rating`. Events told: none yet.
"""

from padu.market.reviews.commands.import_reviews import import_reviews
from padu.market.reviews.commands.verify_ratings import verify_ratings
from padu.market.reviews.look_up import find_missing_reviews
from padu.market.reviews.queries import ReviewPosition, best_rated, histogram, list_reviews, ratings_of
from padu.market.reviews.rules import add_stars, average
from padu.market.reviews.types import ImportedReview, ReviewId, ReviewsError, StarSum

__all__ = [
    "ImportedReview",
    "ReviewId",
    "ReviewPosition",
    "ReviewsError",
    "StarSum",
    "add_stars",
    "average",
    "best_rated",
    "find_missing_reviews",
    "histogram",
    "import_reviews",
    "list_reviews",
    "ratings_of",
    "verify_ratings",
]
