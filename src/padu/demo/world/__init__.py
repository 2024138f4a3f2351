"""A living Indonesian market made up from a seed: who sells what to whom, before any platform's format.

Everything is a pure function of the seed and the scale. Prices are whole rupiah, times unix seconds up to `NOW`.
"""

from __future__ import annotations

from padu.demo.world.flaws import CODES, Flaw
from padu.demo.world.order_money import Fees, Line, OrderMoney, money_of
from padu.demo.world.order_times import Times
from padu.demo.world.orders import Buyer, Order, is_cod
from padu.demo.world.products import Product
from padu.demo.world.read_tables import City, Tables, read_tables
from padu.demo.world.sellers import Front, Seller, Sizes
from padu.demo.world.shelves import DAY, NOW, MarketListing, Shelf, Sku, SocialListing
from padu.demo.world.shops import Shop, World, make_world
from padu.demo.world.talk_of_buyers import Review, Video
from padu.demo.world.write_descriptions import as_html

__all__ = [
    "CODES",
    "DAY",
    "NOW",
    "Buyer",
    "City",
    "Fees",
    "Flaw",
    "Front",
    "Line",
    "MarketListing",
    "Order",
    "OrderMoney",
    "Product",
    "Review",
    "Seller",
    "Shelf",
    "Shop",
    "Sizes",
    "Sku",
    "SocialListing",
    "Tables",
    "Times",
    "Video",
    "World",
    "as_html",
    "is_cod",
    "make_world",
    "money_of",
    "read_tables",
]
