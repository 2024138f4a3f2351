"""Confirm a hand-off (market's side): use it up, and credit the creator where the buyer agrees."""

from __future__ import annotations

from uuid import UUID

from padu.events.exchange import HandoffConfirmed
from padu.exchange import consent
from padu.exchange.handoff import rules, store
from padu.exchange.handoff.commands.arrive import Gate, arrive
from padu.exchange.handoff.types import Arrival, Confirmed, Credit, HandoffRefusal
from padu.exchange.register import HANDOFF, flow_on, record_crossing
from padu.platform.signing import open_message
from padu.platform.unit_of_work import UnitOfWork


async def confirm(  # noqa: PLR0913 - what came, and each thing that whoever brought it said
    uow: UnitOfWork, gate: Gate, token: str, *, address: str, buyer_id: UUID | None, attribution: bool, language: str
) -> Confirmed | HandoffRefusal:
    """Use the hand-off up. With `attribution`, and a buyer who is signed in, their consent gets a receipt and the creator a credit.

    Refusals are returned, as `arrive` does. Of two that confirm at once, one is refused as replayed.
    """
    arrival = await arrive(uow, gate, token, address=address)
    if isinstance(arrival, HandoffRefusal):
        return arrival
    now = uow.clock.now()
    flow = flow_on("handoff", now)
    message = open_message(token, gate.key, HANDOFF, now=now)
    if not await store.use(uow, arrival.fields):
        refusal = HandoffRefusal("handoff.replayed", "this hand-off was used before")
        await record_crossing(uow, flow, "in", message, outcome=refusal.code)
        return refusal
    await record_crossing(uow, flow, "in", message)
    receipt_id = await _credit(uow, arrival, buyer_id, language) if attribution and buyer_id is not None else None
    uow.tell(
        HandoffConfirmed(
            handoff_id=arrival.fields.handoff_id,
            shop_id=arrival.shop_id,
            listing_id=arrival.fields.listing_id,
            creator_id=arrival.fields.creator_id,
            credited=receipt_id is not None,
            at=now,
        )
    )
    return Confirmed(arrival.fields, arrival.card, arrival.shop_id, receipt_id)


async def _credit(uow: UnitOfWork, arrival: Arrival, buyer_id: UUID, language: str) -> UUID:
    receipt = await consent.give(uow, buyer_id, consent.CREDIT_CREATOR, language=language)
    credit = Credit(
        buyer_id=buyer_id,
        listing_id=arrival.fields.listing_id,
        handoff_id=arrival.fields.handoff_id,
        creator_id=arrival.fields.creator_id,
        receipt_id=receipt.receipt_id,
        since=receipt.given_at,
        until=receipt.given_at + rules.CREDITED_FOR,
    )
    await store.put_credit(uow, credit)
    return receipt.receipt_id
