"""Note that listings which stand here were listed on another platform too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from padu.market.catalog import store
from padu.market.catalog.types import ListingChannel, ListingId
from padu.market.sellers.types import ShopId
from padu.platform.unit_of_work import UnitOfWork


async def add_channel_to_listings(uow: UnitOfWork, additions: Iterable[ListingChannel]) -> list[ListingChannel]:
    """Append channels to listings that lack them; returns what was appended. A listing that does not stand is passed over."""
    by_shop: defaultdict[tuple[ShopId, str], list[ListingId]] = defaultdict(list)
    for addition in additions:
        by_shop[addition.shop_id, addition.channel].append(addition.listing_id)
    return await store.add_channels(uow, by_shop)
