"""Store a page of counts that the market published."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from padu.exchange.attribution import store
from padu.exchange.attribution.types import Earning
from padu.exchange.register import Page
from padu.kernel.money import Money
from padu.platform.unit_of_work import UnitOfWork


async def receive(uow: UnitOfWork, page: Page) -> None:
    """Append the page's counts. The register has checked every field of them."""
    records = page.records.get("attribution")
    if not records or not records.messages:
        return
    earnings = [
        Earning(
            publication_id=UUID(message["publication_id"]),
            creator_id=UUID(message["creator_id"]),
            listing_id=UUID(message["listing_id"]),
            day=dt.date.fromisoformat(message["day"]),
            orders=message["orders"],
            units=message["units"],
            commission=Money(message["commission"]),
            published_at=dt.datetime.fromisoformat(message["published_at"]),
        )
        for message in records.messages
    ]
    await store.add_earnings(uow, earnings)
