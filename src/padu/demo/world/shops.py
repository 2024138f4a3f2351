"""The whole market, one seller at a time, so that a large world needs no more memory than its largest shop."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from padu.demo.world.chance import chance
from padu.demo.world.flaws import MARKET_ORDER_FLAWS, SOCIAL_ORDER_FLAWS, Flaw
from padu.demo.world.orders import Order, OrderBook, take_orders
from padu.demo.world.read_tables import Tables, read_tables
from padu.demo.world.sellers import Seller, Sizes, make_sellers
from padu.demo.world.shelves import MarketListing, Shelf, SocialListing, fill_shelf
from padu.demo.world.talk_of_buyers import Review, Video, film_videos, write_reviews


class Shop(msgspec.Struct, frozen=True):
    """A seller with everything it has on the platforms."""

    seller: Seller
    shelf: Shelf
    social_orders: tuple[Order, ...]
    market_orders: tuple[Order, ...]
    social_reviews: tuple[Review, ...]
    market_reviews: tuple[Review, ...]
    videos: tuple[Video, ...]

    def true_pairs(self) -> list[tuple[SocialListing, MarketListing]]:
        """Listings that are the same goods on both platforms and that are written unbroken on both."""
        pairs = ((self.shelf.social[left], self.shelf.market[right]) for left, right in self.shelf.same)
        return [(left, right) for left, right in pairs if left.flaw is Flaw.NONE and right.flaw is Flaw.NONE]


class World(msgspec.Struct, frozen=True):
    """A market made up from a seed: its sellers now, their shops as they are asked for."""

    seed: int
    sizes: Sizes
    sellers: tuple[Seller, ...]
    tables: Tables

    def shops(self) -> Iterator[Shop]:
        """Every seller's shop, always in the same order and with the same contents."""
        first_social_review = first_market_review = first_video = 0
        for seller in self.sellers:
            yield _open_shop(
                self.seed,
                self.tables,
                seller,
                first_social_review=first_social_review,
                first_market_review=first_market_review,
                first_video=first_video,
            )
            if seller.social:
                first_social_review += seller.social.reviews
                first_video += seller.social.videos
            if seller.market:
                first_market_review += seller.market.reviews


def make_world(seed: int, scale: float) -> World:
    """Lay out the world of a seed at a scale; 1.0 has about 870 sellers and 15,800 listings."""
    tables = read_tables()
    sizes = Sizes.at_scale(scale)
    return World(seed, sizes, tuple(make_sellers(seed, sizes, tables)), tables)


def _open_shop(  # noqa: PLR0913 - the shop's place among all others
    seed: int, tables: Tables, seller: Seller, *, first_social_review: int, first_market_review: int, first_video: int
) -> Shop:
    shelf = fill_shelf(seed, seller, tables)
    rng = chance(seed, "trade", seller.index)
    social_sound = tuple(listing for listing in shelf.social if listing.flaw is Flaw.NONE)
    market_sound = tuple(listing for listing in shelf.market if listing.flaw is Flaw.NONE)
    social_orders: tuple[Order, ...] = ()
    market_orders: tuple[Order, ...] = ()
    social_reviews: tuple[Review, ...] = ()
    market_reviews: tuple[Review, ...] = ()
    videos: tuple[Video, ...] = ()
    if seller.social:
        book = OrderBook(social_sound, seller.first_social_order, seller.social.orders, "5764", SOCIAL_ORDER_FLAWS, social=True)
        social_orders = take_orders(rng, tables, book)
        social_reviews = write_reviews(rng, tables, seller.social, social_sound, social_orders, first=first_social_review)
        videos = film_videos(rng, tables, seller.social, social_sound, first_video)
    if seller.market:
        book = OrderBook(market_sound, seller.first_market_order, seller.market.orders, "5791", MARKET_ORDER_FLAWS, social=False)
        market_orders = take_orders(rng, tables, book)
        market_reviews = write_reviews(rng, tables, seller.market, market_sound, market_orders, first=first_market_review)
    return Shop(seller, shelf, social_orders, market_orders, social_reviews, market_reviews, videos)
