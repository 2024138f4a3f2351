"""Store a page of cards that the market lends."""

from __future__ import annotations

from uuid import UUID

from padu.exchange.cards import store_received
from padu.exchange.register import Page
from padu.platform.unit_of_work import UnitOfWork


async def receive(uow: UnitOfWork, page: Page) -> None:
    """Write the page's cards and remove those that it withdraws. The register has checked every field of them."""
    lent = page.records.get("cards")
    if lent and lent.messages:
        await store_received.put_cards(uow, lent.messages, version=lent.flow.version)
    withdrawn = page.records.get("card_withdrawals")
    if withdrawn and withdrawn.messages:
        await store_received.remove_cards(uow, [UUID(message["listing_id"]) for message in withdrawn.messages])
