"""What a listing must be before it may stand in the catalogue; pure."""

from __future__ import annotations

from collections.abc import Iterable

from padu.market.catalog.types import CatalogError, NewListing, NewVariant


def check_listings(listings: Iterable[NewListing]) -> None:
    """Raise `CatalogError` for the first listing that cannot be kept."""
    for listing in listings:
        where = f"listing {listing.listing_id} of shop {listing.shop_id}"
        if not listing.title.strip():
            raise CatalogError("listing.untitled", "a listing has no title", where=where, todo="give it a title")
        if not listing.variants:
            raise CatalogError("listing.no_variant", "a listing has nothing that can be bought", where=where, todo="give it a variant")
        if listing.weight_grams < 0 or listing.minimum_order < 1:
            raise CatalogError(
                "listing.measure",
                f"weight {listing.weight_grams} g and minimum order {listing.minimum_order} cannot be",
                where=where,
                todo="weigh 0 g or more and sell from 1 unit",
            )
        for variant in listing.variants:
            check_variant(variant, where)


def check_variant(variant: NewVariant, where: str) -> None:
    """Raise `CatalogError` for a negative price, or a rupiah price that its original amount and rate do not give."""
    where = f"variant {variant.variant_id} of {where}"
    if variant.price.rupiah < 0:
        raise CatalogError("price.negative", f"the price {variant.price.rupiah} is below zero", where=where, todo="correct the price")
    if (variant.original is None) != (variant.rate is None):
        raise CatalogError("price.rate", "an original amount and its rate stand or fall together", where=where, todo="give both or neither")
    if variant.original is not None and variant.rate is not None:
        worth = variant.rate.to_rupiah(variant.original)
        if worth != variant.price:
            raise CatalogError(
                "price.rate",
                f"{variant.original.value} {variant.original.currency} is {worth.rupiah} rupiah at its rate, not {variant.price.rupiah}",
                where=where,
                todo="convert the price with the rate it carries",
            )
