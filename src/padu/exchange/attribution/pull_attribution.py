"""The job that reads on in the market's counts."""

from __future__ import annotations

import httpx

from padu.exchange.attribution.commands.receive import receive
from padu.exchange.attribution.queries import ATTRIBUTION_PATH
from padu.exchange.register import MarketDoor, Pull, Pulled, pull_pages
from padu.platform.unit_of_work import Database

_COUNTS = Pull(flow="attribution", path=ATTRIBUTION_PATH, carries=frozenset({"attribution"}), store=receive)


async def pull_attribution(database: Database, client: httpx.AsyncClient, door: MarketDoor) -> Pulled:
    """Bring creators' earnings up to date."""
    return await pull_pages(database, client, door, _COUNTS)
