"""Cards: what the social side may know of the market's goods, lent by the market and withdrawn when it likes.

Invariants: only listings of admitted shops are lent, and every card was checked by the register; each change has a number that is
visible in order, so that whoever reads from number to number misses none; withdrawing a shop withdraws its cards in the same
transaction; what the social side holds is what the market lent last, or older, never anything else.
Tables owned, in the schema `exchange`: the market's `admitted_shop`, `lent_card` and the row `cards` of `counter`; the social side's
`received_card`. Events told: `ShopAdmitted`, `ShopWithdrawn`.
"""

from padu.exchange.cards.commands.admit_shops import admit_shops, withdraw_shops
from padu.exchange.cards.commands.lend import lend
from padu.exchange.cards.commands.receive import receive
from padu.exchange.cards.commands.withdraw import withdraw
from padu.exchange.cards.pull_cards import pull_cards
from padu.exchange.cards.queries import CARDS_PATH, admitted_shops, find_cards, find_lent, lent_cards, page_of_cards
from padu.exchange.cards.types import Card, CardFacts, LentCard, ListingKey

__all__ = [
    "CARDS_PATH",
    "Card",
    "CardFacts",
    "LentCard",
    "ListingKey",
    "admit_shops",
    "admitted_shops",
    "find_cards",
    "find_lent",
    "lend",
    "lent_cards",
    "page_of_cards",
    "pull_cards",
    "receive",
    "withdraw",
    "withdraw_shops",
]
