"""The merge's canonical records as the tables that linkage compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from padu.engines.linkage import ArrowTable, arrow_table
from padu.merge.sources.types import SourceListing, SourceSeller


def seller_table(sellers: Sequence[SourceSeller], listings: Sequence[SourceListing]) -> ArrowTable:
    """Shops with where they are, falling back on their default warehouse, and how many listings they have."""
    counted = Counter(listing.seller_id for listing in listings)
    places = [_place(seller) for seller in sellers]
    return arrow_table(
        {
            "id": ("text", [seller.source_id for seller in sellers]),
            "name": ("text", [seller.name for seller in sellers]),
            "province": ("text", [place[0] for place in places]),
            "city": ("text", [place[1] for place in places]),
            "postal_code": ("text", [place[2] for place in places]),
            "phone": ("text", [seller.phone for seller in sellers]),
            "listings": ("whole", [counted[seller.source_id] for seller in sellers]),
        }
    )


def listing_table(listings: Sequence[SourceListing], currency: str, *, described: bool = True) -> ArrowTable:
    """Listings grouped by seller, with their descriptions if `described`.

    The price is the cheapest SKU's, and none where it is not in `currency`.
    """
    return arrow_table(
        {
            "id": ("text", [listing.source_id for listing in listings]),
            "group": ("text", [listing.seller_id for listing in listings]),
            "title": ("text", [_title(listing) for listing in listings]),
            "price": ("real", [_price(listing, currency) for listing in listings]),
            "weight": ("real", [float(listing.weight_grams) for listing in listings]),
            "brand": ("text", [listing.brand for listing in listings]),
            "description": ("text", [listing.description if described else "" for listing in listings]),
            "references": ("text", [_references(listing) for listing in listings]),
        }
    )


def _place(seller: SourceSeller) -> tuple[str, str, str]:
    """Province, city and postal code; what the shop does not say itself its (default) warehouse does."""
    warehouse = next((one for one in seller.warehouses if one.is_default), seller.warehouses[0] if seller.warehouses else None)
    said = (seller.province, seller.city, seller.postal_code)
    if warehouse is None:
        return said
    province, city, postal_code = (
        own or other for own, other in zip(said, (warehouse.province, warehouse.city, warehouse.postal_code), strict=True)
    )
    return province, city, postal_code


def _title(listing: SourceListing) -> str:
    """The title, with the option of a listing that has but one: a shop may sell a size as a listing of its own."""
    return f"{listing.title} {listing.skus[0].variant}" if len(listing.skus) == 1 else listing.title


def _price(listing: SourceListing, currency: str) -> float | None:
    prices = [float(sku.price.value) for sku in listing.skus if sku.price.currency == currency]
    return min(prices) if prices else None


def _references(listing: SourceListing) -> str:
    codes = (code.replace(" ", "") for sku in listing.skus for code in (sku.seller_sku, sku.barcode))
    return " ".join(dict.fromkeys(code for code in codes if code))
