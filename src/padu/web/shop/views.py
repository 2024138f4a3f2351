"""What the shopper's pages show: typed values; words and formats are the templates' affair."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import msgspec

from padu.kernel.money import Amount, Money
from padu.web.ui import Picture


class Category(msgspec.Struct, frozen=True):
    """A category to choose; `picture` is its emoji's code point."""

    slug: str
    name_id: str
    name_en: str
    codepoint: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A listing in a grid. `rating` is None and counts are 0 where nobody has reviewed or bought yet; `stock` is in units."""

    path: str
    title: str
    picture: Picture
    price: Money
    highest_price: Money
    city: str
    shop: str
    rating: float | None
    reviews: int
    sold: int
    stock: int
    condition: str
    channels: tuple[str, ...]


class Grid(msgspec.Struct, frozen=True):
    """Cards and the cursor of the next page, None on the last."""

    cards: tuple[Card, ...]
    next: str | None


class ShopCard(msgspec.Struct, frozen=True, kw_only=True):
    """A shop in a strip; `picture` stands for a sign that shops do not have yet."""

    path: str
    name: str
    city: str
    province: str
    status: str
    joined_at: dt.datetime


class HomeView(msgspec.Struct, frozen=True):
    """The market's front page."""

    categories: tuple[Category, ...]
    loved: tuple[Card, ...]
    grid: Grid
    shops: tuple[ShopCard, ...]


class City(msgspec.Struct, frozen=True):
    """A city to filter by."""

    name: str
    shops: int


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The filters in the address, as they were understood."""

    order: str
    words: str = ""
    lowest: int | None = None
    highest: int | None = None
    condition: str | None = None
    city: str | None = None
    channel: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order and the words is chosen."""
        return any(value is not None for value in (self.lowest, self.highest, self.condition, self.city, self.channel))


class ShelfView(msgspec.Struct, frozen=True, kw_only=True):
    """A category's page or the results of a search: cards with filters."""

    category: Category | None
    categories: tuple[Category, ...]
    cities: tuple[City, ...]
    chosen: Chosen
    grid: Grid


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A variant to choose."""

    variant_id: UUID
    name: str
    price: Money
    original: Amount | None
    stock: int


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One review and where it was written."""

    rating: int
    body: str
    platform: str
    pictures: int
    at: dt.datetime


class Stars(msgspec.Struct, frozen=True):
    """One bar of the histogram."""

    stars: int
    reviews: int


class ReviewsView(msgspec.Struct, frozen=True, kw_only=True):
    """A listing's reviews, a page of them."""

    count: int
    mean: float | None
    histogram: tuple[Stars, ...]
    reviews: tuple[Review, ...]
    next: str | None


class ProductView(msgspec.Struct, frozen=True, kw_only=True):
    """One listing's page. `stock` is over all variants; `chosen` is the variant that the price stands for, and that is bought."""

    shop_id: UUID
    path: str
    title: str
    description: str
    category: Category
    brand: str
    condition: str
    weight_grams: int
    minimum_order: int
    pictures: tuple[Picture, ...]
    channels: tuple[str, ...]
    sold: int
    stock: int
    choices: tuple[Choice, ...]
    chosen: Choice | None
    lowest: Money
    highest: Money
    shop: ShopCard
    reviews: ReviewsView
    others: tuple[Card, ...]
    alike: tuple[Card, ...]

    @property
    def barred(self) -> str:
        """Why the chosen variant cannot be bought, in a word; empty where it can."""
        if self.shop.status != "open":
            return "closed"
        if self.chosen is None or not self.stock:
            return "sold_out_all"
        if not self.chosen.stock:
            return "sold_out"
        return "too_few" if self.chosen.stock < self.minimum_order else ""


class ShopView(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's own page."""

    shop: ShopCard
    channels: tuple[str, ...]
    order: str
    grid: Grid
