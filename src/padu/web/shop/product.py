"""One listing's page."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from padu.kernel.money import Money
from padu.market.catalog import CategoryLine, ListingDetail, ListingFilter, list_listings, listing_detail
from padu.market.orders import units_sold
from padu.market.reviews import ReviewPosition, histogram, list_reviews
from padu.market.sellers import ShopLine, shop_by_slug
from padu.market.stock import units_of_variants
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.cards import cards_of, category_lines, category_of, product_path, shop_card
from padu.web.shop.views import Card, Choice, ProductView, Review, ReviewsView, Stars
from padu.web.ui import NotHereError, WebRequest, picture_of, read_cursor, read_query, reading, respond, write_cursor

_NAME = re.compile(r"(?:[a-z0-9-]{0,80}-)?([0-9a-f]{32})")


class ProductQuery(msgspec.Struct, frozen=True):
    """What the address may ask of a product: a variant, a page of its reviews."""

    varian: UUID | None = None
    ulasan: Annotated[str, msgspec.Meta(max_length=300)] = ""


@get("/toko/{slug:str}/{name:str}", name="product")
async def show_product(request: WebRequest, slug: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """The listing that the id at the end of `name` names, in the shop of `slug`."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise NotHereError(f"no product is called {name!r}")
    query = read_query(request, ProductQuery)
    position = read_cursor(query.ulasan, ReviewPosition)
    async with reading(request) as uow:
        found = await shop_by_slug(uow, slug)
        detail = await listing_detail(uow, found.shop.shop_id, UUID(named[1])) if found else None
        if found is None or detail is None:
            raise NotHereError(f"the shop {slug!r} offers no such product")
        reviews = await _reviews(uow, detail, position)
        view = await _view(uow, found.shop, detail, variant=query.varian, reviews=reviews)
    return respond(request, "shop/product.html", view)


async def _view(uow: UnitOfWork, shop: ShopLine, detail: ListingDetail, *, variant: UUID | None, reviews: ReviewsView) -> ProductView:
    shelf = await category_lines(uow)
    choices = await _choices(uow, detail)
    prices = [choice.price.rupiah for choice in choices]
    key = (detail.shop_id, detail.listing_id)
    category = shelf[detail.category_slug]
    named = detail.listing_id.hex
    return ProductView(
        shop_id=detail.shop_id,
        path=product_path(shop.slug, detail.title, detail.listing_id),
        title=detail.title,
        description=detail.description,
        category=category_of(category),
        brand=detail.brand,
        condition=detail.condition,
        weight_grams=detail.weight_grams,
        minimum_order=detail.minimum_order,
        pictures=tuple(
            picture_of(address, emoji=category.emoji, name=f"{named}{number}")
            for number, address in enumerate(detail.pictures[:9] or (None,))
        ),
        channels=detail.channels,
        sold=(await units_sold(uow, [key])).get(detail.listing_id, 0),
        stock=sum(choice.stock for choice in choices),
        choices=choices,
        chosen=_chosen(choices, variant),
        lowest=Money(min(prices)),
        highest=Money(max(prices)),
        shop=shop_card(shop),
        reviews=reviews,
        others=await _beside(uow, detail, shelf, ListingFilter(shop_ids=(detail.shop_id,))),
        alike=await _beside(uow, detail, shelf, ListingFilter(category_slug=detail.category_slug)),
    )


def _chosen(choices: tuple[Choice, ...], variant: UUID | None) -> Choice | None:
    """The variant asked for, else the first that can be had; an unknown one leads nowhere."""
    if variant is None:
        return next((choice for choice in choices if choice.stock), next(iter(choices), None))
    for choice in choices:
        if choice.variant_id == variant:
            return choice
    raise NotHereError("this product has no such variant")


async def _choices(uow: UnitOfWork, detail: ListingDetail) -> tuple[Choice, ...]:
    stock = await units_of_variants(uow, detail.shop_id, [line.variant_id for line in detail.variants])
    return tuple(
        Choice(
            variant_id=line.variant_id,
            name=line.name,
            price=line.price,
            original=line.original,
            stock=stock.get(line.variant_id, 0),
        )
        for line in detail.variants
    )


async def _reviews(uow: UnitOfWork, detail: ListingDetail, after: ReviewPosition | None) -> ReviewsView:
    bars = await histogram(uow, detail.shop_id, detail.listing_id)
    page = await list_reviews(uow, detail.shop_id, detail.listing_id, after=after)
    count = sum(bars.values())
    return ReviewsView(
        count=count,
        mean=sum(stars * reviews for stars, reviews in bars.items()) / count if count else None,
        histogram=tuple(Stars(stars, reviews) for stars, reviews in bars.items()),
        reviews=tuple(
            Review(rating=line.rating, body=line.body, platform=line.platform, pictures=line.pictures, at=line.at) for line in page.lines
        ),
        next=write_cursor(page.next),
    )


async def _beside(uow: UnitOfWork, detail: ListingDetail, shelf: dict[str, CategoryLine], wanted: ListingFilter) -> tuple[Card, ...]:
    """Six listings of a filter, this one left out."""
    page = await list_listings(uow, wanted, limit=7)
    lines = [line for line in page.lines if line.listing_id != detail.listing_id][:6]
    return await cards_of(uow, lines, shelf)
