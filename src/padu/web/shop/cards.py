"""Turns the catalogue's lines into cards: shops, ratings, stock and sales are fetched once for all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from padu.market.catalog import CategoryLine, ListingLine, ListingPage, categories
from padu.market.orders import units_sold
from padu.market.reviews import ratings_of
from padu.market.sellers import ShopLine, shops_by_id
from padu.market.stock import units_of_listings
from padu.platform.unit_of_work import UnitOfWork
from padu.web.shop.views import Card, Category, Grid, ShopCard
from padu.web.ui import codepoint_of, picture_of, write_cursor

_LONGEST_SLUG = 60


def product_path(shop_slug: str, title: str, listing_id: UUID) -> str:
    """A product's address: readable first, then the id that really names it."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"/toko/{shop_slug}/{words + '-' if words else ''}{listing_id.hex}"


def shop_card(shop: ShopLine) -> ShopCard:
    """A shop for a strip or a page's head."""
    return ShopCard(
        path=f"/toko/{shop.slug}",
        name=shop.name,
        city=shop.city,
        province=shop.province,
        status=shop.status,
        joined_at=shop.joined_at,
    )


def category_of(line: CategoryLine) -> Category:
    """A category for chips and titles."""
    return Category(line.slug, line.name_id, line.name_en, codepoint_of(line.emoji))


async def category_lines(uow: UnitOfWork) -> dict[str, CategoryLine]:
    """All categories by their slug, in their order."""
    return {line.slug: line for line in await categories(uow)}


async def cards_of(uow: UnitOfWork, lines: Sequence[ListingLine], shelf: dict[str, CategoryLine]) -> tuple[Card, ...]:
    """Cards in the order of the lines; four reads, however many there are."""
    keys = [(line.shop_id, line.listing_id) for line in lines]
    shops = await shops_by_id(uow, {line.shop_id for line in lines})
    ratings = await ratings_of(uow, keys)
    stock = await units_of_listings(uow, keys)
    sold = await units_sold(uow, keys)
    cards: list[Card] = []
    for line in lines:
        shop = shops[line.shop_id]
        rating = ratings.get(line.listing_id)
        cards.append(
            Card(
                path=product_path(shop.slug, line.title, line.listing_id),
                title=line.title,
                picture=picture_of(line.picture, emoji=shelf[line.category_slug].emoji, name=line.listing_id.hex),
                price=line.price,
                highest_price=line.highest_price,
                city=shop.city,
                shop=shop.name,
                rating=rating.mean if rating else None,
                reviews=rating.count if rating else 0,
                sold=sold.get(line.listing_id, 0),
                stock=stock.get(line.listing_id, 0),
                condition=line.condition,
                channels=line.channels,
            )
        )
    return tuple(cards)


async def grid_of(uow: UnitOfWork, page: ListingPage, shelf: dict[str, CategoryLine]) -> Grid:
    """A keyset page as cards with its cursor."""
    return Grid(await cards_of(uow, page.lines, shelf), write_cursor(page.next))
