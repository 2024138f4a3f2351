"""A shop's listings: stock, prices, and what the law says of them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get

from padu.market.catalog import ListingStatus, ShopListing, ShopListingPlace, categories, list_shop_listings
from padu.market.stock import units_of_listings
from padu.oversight.rulebook import StandingFinding, standing_findings
from padu.platform.unit_of_work import UnitOfWork
from padu.web.seller.own_shops import OwnShop, OwnShops, Slug, own_shops, seller_of
from padu.web.ui import Picture, WebRequest, picture_of, read_cursor, read_query, reading, respond, write_cursor


class ProductsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which listings."""

    toko: Slug = ""
    status: ListingStatus | None = None
    setelah: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A listing as its shop sees it. `address`: its page for buyers, None while none is shown."""

    listing: ShopListing
    picture: Picture
    stock: int
    address: str | None
    findings: tuple[StandingFinding, ...]


class ProductsView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of listings."""

    own: OwnShops
    status: ListingStatus | None
    products: tuple[Product, ...]
    next: str | None
    here: str = "products"


@get("/penjual/produk", name="seller-products")
async def show_products(request: WebRequest) -> Response[Any]:
    """A shop's listings, the newest first, with stock, price and what the law says of each."""
    seller = await seller_of(request)
    query = read_query(request, ProductsQuery)
    after = read_cursor(query.setelah, ShopListingPlace)
    async with reading(request) as uow:
        own = await own_shops(uow, seller, query.toko)
        products, place = await _products(uow, own.shop, query.status, after) if own.shop else ((), None)
        view = ProductsView(own=own, status=query.status, products=products, next=write_cursor(place))
    return respond(request, "seller/products.html", view)


async def _products(
    uow: UnitOfWork, shop: OwnShop, status: ListingStatus | None, after: ShopListingPlace | None
) -> tuple[tuple[Product, ...], ShopListingPlace | None]:
    page = await list_shop_listings(uow, shop.shop_id, status=status, after=after)
    stock = await units_of_listings(uow, [(shop.shop_id, line.listing_id) for line in page.lines])
    found = await standing_findings(uow, [_subject(line.listing_id) for line in page.lines])
    emoji = {category.slug: category.emoji for category in await categories(uow)}
    products = tuple(
        Product(
            listing=line,
            picture=picture_of(line.picture, emoji=emoji[line.category_slug], name=line.listing_id.hex),
            stock=stock.get(line.listing_id, 0),
            address=f"/toko/{shop.slug}/{line.listing_id.hex}" if line.status is ListingStatus.ACTIVE and line.variants else None,
            findings=found.get(_subject(line.listing_id), ()),
        )
        for line in page.lines
    )
    return products, page.next


def _subject(listing_id: UUID) -> str:
    return f"listing:{listing_id}"
