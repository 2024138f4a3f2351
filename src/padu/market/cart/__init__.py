"""The cart: what a buyer means to buy, and where they have things sent.

Invariants: a basket holds a variant once, with the price that the buyer was last shown, so that what changed since can be said;
what is in a basket is set aside for nobody; an address belongs to one buyer and is told to nobody but the shops they order from.
Tables owned: `cart_line`, `address`. Events told: none.
"""

from padu.market.cart.commands.change_quantity import change_quantity
from padu.market.cart.commands.clear_lines import clear_lines
from padu.market.cart.commands.keep_address import forget_address, keep_address
from padu.market.cart.commands.put_in import put_in
from padu.market.cart.commands.see_prices import see_prices
from padu.market.cart.queries import addresses_of, basket_count, read_cart
from padu.market.cart.rules import MOST_UNITS
from padu.market.cart.types import Address, AddressId, Cart, CartError, CartItem, CartShop, Change

__all__ = [
    "MOST_UNITS",
    "Address",
    "AddressId",
    "Cart",
    "CartError",
    "CartItem",
    "CartShop",
    "Change",
    "addresses_of",
    "basket_count",
    "change_quantity",
    "clear_lines",
    "forget_address",
    "keep_address",
    "put_in",
    "read_cart",
    "see_prices",
]
