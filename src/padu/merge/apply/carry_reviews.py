"""Import reviews to the listings they speak of, wherever those live now."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market import catalog, reviews
from padu.market.sellers import ShopId
from padu.merge.apply.types import Carried
from padu.merge.plan import Action, Known, find_targets
from padu.merge.sources.types import Platform, SourceReview
from padu.platform.unit_of_work import UnitOfWork


async def carry_reviews(uow: UnitOfWork, chunk: Sequence[Carried[SourceReview]]) -> None:
    """Import a chunk of reviews; the plan has made sure that their listings are there."""
    found: dict[tuple[Platform, str], Known] = {}
    for platform in {c.item.platform for c in chunk}:
        targets = await find_targets(uow, platform, "listing", {c.record.listing_id for c in chunk if c.item.platform == platform})
        found |= {(platform, source_id): target for source_id, target in targets.items()}
    await reviews.import_reviews(
        uow,
        [
            reviews.ImportedReview(
                shop_id=ShopId(c.shop_id), review_id=reviews.ReviewId(c.target_id),
                listing_id=catalog.ListingId(found[c.item.platform, c.record.listing_id].target_id),
                platform=c.item.platform, source_id=c.record.source_id, rating=c.record.rating, body=c.record.body,
                pictures=c.record.pictures, at=c.record.created_at or uow.clock.now(),
            )
            for c in chunk
            if c.item.action == Action.CREATE
        ],
    )  # fmt: skip
