"""Lends listings' cards, or withdraws them."""

from __future__ import annotations

from collections.abc import Sequence

from padu.exchange import cards
from padu.exchange.cards import ListingKey
from padu.exchange.findings import LawBook
from padu.market.lending import rules
from padu.market.lending.ask_law import ask_law
from padu.market.lending.gather_offers import gather_offers
from padu.market.lending.types import Lent
from padu.platform.unit_of_work import UnitOfWork


async def lend_listings(uow: UnitOfWork, law: LawBook, keys: Sequence[ListingKey]) -> Lent:
    """Bring the cards of these listings up to date; those of shops that are not admitted are passed over.

    A listing that the law blocks, that is off sale, or whose shop is not open, is not lent; a flagged one is lent, and was found.
    """
    admitted = await cards.admitted_shops(uow)
    asked = sorted({key for key in keys if key.shop_id in admitted})
    if not asked:
        return Lent()
    offers = [offer for offer in await gather_offers(uow, asked) if offer.shop_is_open]
    verdicts = await ask_law(uow, law, offers)
    fit = {offer.key: rules.card_of(offer) for offer in offers if verdicts[offer.key] != "block"}
    return Lent(
        seen=len(asked),
        lent=await cards.lend(uow, fit),
        withdrawn=await cards.withdraw(uow, [key for key in asked if key not in fit]),
        blocked=sum(verdict == "block" for verdict in verdicts.values()),
    )
