"""Lending: composes the cards of admitted shops' listings from all rooms of the market, asks the law, and lends them at the door.

Invariants: a listing is lent only while it is on sale, its shop is open and admitted, and no rule blocks it; the law gets what the
market knows for certain and nothing else; it is asked again when the facts, the law or its dates give reason to, so that the same
answer is told once; a round over all shops goes on where it was broken off.
Tables owned: `lending_check`, `lending_walk`. Events told: `FindingMade`, by asking the law; it answers to `OrderPlaced`, `OrderMoved`
and `ShopAdmitted`.
"""

from padu.market.lending.lend_cards import lend_cards, lend_shop
from padu.market.lending.lend_listings import lend_listings
from padu.market.lending.reactions import LEND_SHOP, reactions
from padu.market.lending.types import LendingCheck, Lent

__all__ = ["LEND_SHOP", "LendingCheck", "Lent", "lend_cards", "lend_listings", "lend_shop", "reactions"]
