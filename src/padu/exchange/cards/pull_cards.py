"""The job that reads on in the market's cards."""

from __future__ import annotations

import httpx

from padu.exchange.cards.commands.receive import receive
from padu.exchange.cards.queries import CARDS_PATH
from padu.exchange.register import MarketDoor, Pull, Pulled, pull_pages
from padu.platform.unit_of_work import Database

_CARDS = Pull(flow="cards", path=CARDS_PATH, carries=frozenset({"cards", "card_withdrawals"}), store=receive)


async def pull_cards(database: Database, client: httpx.AsyncClient, door: MarketDoor) -> Pulled:
    """Bring the social side's cards up to date. While the market's door does not answer, cards stay as old as they are."""
    return await pull_pages(database, client, door, _CARDS)
