"""Reviews' ids, facts and errors."""

from __future__ import annotations

import datetime as dt
from typing import NewType
from uuid import UUID

import msgspec

from padu.kernel.errors import PaduError
from padu.market.catalog.types import ListingId
from padu.market.sellers.types import ShopId

ReviewId = NewType("ReviewId", UUID)


class ImportedReview(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer said of a listing: 1 to 5 stars, a text and how many pictures. `at` is UTC. Who said it is not kept."""

    shop_id: ShopId
    review_id: ReviewId
    listing_id: ListingId
    platform: str
    source_id: str
    rating: int
    at: dt.datetime
    body: str = ""
    pictures: int = 0


class StarSum(msgspec.Struct, frozen=True, kw_only=True):
    """How many reviews there are and the sum of their stars."""

    count: int = 0
    sum: int = 0


class ReviewsError(PaduError):
    """A review that cannot be what it claims to be."""
