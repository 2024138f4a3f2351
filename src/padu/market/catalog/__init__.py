"""The catalogue: what shops offer, in which forms, at which price, in which of the market's categories.

Invariants: a price is whole rupiah, never below zero; where a source asked another currency, the original amount stands beside
it with the dated rate that gives exactly that rupiah; a listing has at least one variant; publishing twice publishes once.
Tables owned: `category`, `listing`, `variant`. Events told: none yet.
"""

from padu.market.catalog.commands.add_channel_to_listings import add_channel_to_listings
from padu.market.catalog.commands.publish_listings import publish_listings
from padu.market.catalog.look_up import FoundVariant, find_missing_listings, find_variants
from padu.market.catalog.queries import (
    CategoryLine,
    ListingDetail,
    ListingFilter,
    ListingLine,
    ListingOrder,
    ListingPage,
    ListingPosition,
    categories,
    lines_of,
    list_listings,
    listing_detail,
)
from padu.market.catalog.read_shop_listings import (
    ShopListing,
    ShopListingPage,
    ShopListingPlace,
    ShopVariant,
    list_shop_listings,
    shop_variants,
)
from padu.market.catalog.types import (
    CatalogError,
    Condition,
    ListingChannel,
    ListingId,
    ListingStatus,
    NewListing,
    NewVariant,
    Published,
    VariantId,
)

__all__ = [
    "CatalogError",
    "CategoryLine",
    "Condition",
    "FoundVariant",
    "ListingChannel",
    "ListingDetail",
    "ListingFilter",
    "ListingId",
    "ListingLine",
    "ListingOrder",
    "ListingPage",
    "ListingPosition",
    "ListingStatus",
    "NewListing",
    "NewVariant",
    "Published",
    "ShopListing",
    "ShopListingPage",
    "ShopListingPlace",
    "ShopVariant",
    "VariantId",
    "add_channel_to_listings",
    "categories",
    "find_missing_listings",
    "find_variants",
    "lines_of",
    "list_listings",
    "list_shop_listings",
    "listing_detail",
    "publish_listings",
    "shop_variants",
]
