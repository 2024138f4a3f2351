"""Lend cards to the social side."""

from __future__ import annotations

from collections.abc import Mapping

from padu.exchange.cards import rules, store_lent
from padu.exchange.cards.types import CardFacts, ListingKey
from padu.exchange.register import as_moment, check_message, flow_on
from padu.platform.unit_of_work import UnitOfWork


async def lend(uow: UnitOfWork, cards: Mapping[ListingKey, CardFacts]) -> int:
    """Lend these cards; returns how many of them are new or say something new. Those of shops that are not admitted are passed over.

    Every card is checked by the register first: raises `ExchangeError`, with nothing written, where one does not fit.
    """
    admitted = await store_lent.hold_admitted(uow, {key.shop_id for key in cards})
    now = uow.clock.now()
    flow = flow_on("cards", now)
    offered = [(key, rules.as_message(facts, as_moment(now))) for key, facts in cards.items() if key.shop_id in admitted]
    for _, message in offered:
        check_message(flow, message)
    if not offered:
        return 0
    last = await store_lent.lock_numbers(uow)
    changed = rules.choose_changed(offered, await store_lent.standing_cards(uow, [key for key, _ in offered]))
    if changed:
        await store_lent.put_cards(uow, changed, version=flow.version, last=last)
    return len(changed)
