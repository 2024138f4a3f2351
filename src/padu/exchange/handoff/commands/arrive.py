"""Look at a hand-off that somebody brings (market's side), without using it up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from padu.exchange.cards import find_lent
from padu.exchange.findings import LawBook, ask, blocking
from padu.exchange.handoff import rules, store
from padu.exchange.handoff.types import ARRIVED, Arrival, HandoffFields, HandoffRefusal
from padu.exchange.register import (
    HANDOFF,
    ExchangeError,
    Flow,
    check_message,
    door_is_open,
    flow_on,
    record_crossing,
    record_refusal,
)
from padu.platform import attempts
from padu.platform.signing import Message, SigningError, VerifyKey, open_message
from padu.platform.unit_of_work import UnitOfWork

# What was refused is written down, so nobody may bring more of it than a person would.
REFUSED_BY_ADDRESS = attempts.Limit("handoff.refused", 100, dt.timedelta(minutes=10))
LONGEST_TOKEN = 2000


@dataclass(frozen=True, slots=True)
class Gate:
    """What the market judges hand-offs by: the social side's public key, and the law."""

    key: VerifyKey
    law: LawBook


async def arrive(uow: UnitOfWork, gate: Gate, token: str, *, address: str) -> Arrival | HandoffRefusal:
    """What the hand-off says and where it leads, or why it is refused; either is recorded as a crossing.

    Refusals are returned: `handoff.unreadable`, `forged`, `elsewhere`, `expired`, `not_yet`, `not_registered`, `replayed`,
    `unknown_listing`, `not_lent`, `door_closed`, `law_forbids`, and `too_many` for an `address` that brought too many bad ones.
    """
    if until := await attempts.locked_until(uow, (REFUSED_BY_ADDRESS, address)):
        return HandoffRefusal("handoff.too_many", "too many hand-offs from here were refused of late", until)
    opened = _open(uow, gate, token)
    if isinstance(opened, HandoffRefusal):
        await record_refusal(uow, "handoff", token[:LONGEST_TOKEN], opened.code)
        await attempts.record(uow, (REFUSED_BY_ADDRESS, address))
        return opened
    arrival = await _judge(uow, gate, opened)
    if isinstance(arrival, HandoffRefusal):
        await record_crossing(uow, opened.flow, "in", opened.message, outcome=arrival.code)
        await attempts.record(uow, (REFUSED_BY_ADDRESS, address))
    else:
        await record_crossing(uow, opened.flow, "in", opened.message, outcome=ARRIVED)
    return arrival


@dataclass(frozen=True, slots=True)
class Opened:
    """A hand-off that the social side signed, and that is still in time."""

    flow: Flow
    message: Message
    fields: HandoffFields


def _open(uow: UnitOfWork, gate: Gate, token: str) -> Opened | HandoffRefusal:
    if len(token) > LONGEST_TOKEN:
        return rules.UNREADABLE
    now = uow.clock.now()
    flow = flow_on("handoff", now)
    try:
        message = open_message(token, gate.key, HANDOFF, now=now)
        check_message(flow, message.body)
    except (SigningError, ExchangeError) as error:
        return rules.refusal_of(error.code)
    fields = rules.as_fields(message.body)
    if not rules.agrees(fields, message.message_id, message.issued_at, message.expires_at):
        return rules.UNREADABLE
    return Opened(flow, message, fields)


async def _judge(uow: UnitOfWork, gate: Gate, opened: Opened) -> Arrival | HandoffRefusal:
    fields = opened.fields
    if await store.is_used(uow, fields.handoff_id):
        return HandoffRefusal("handoff.replayed", "this hand-off was used before")
    is_open = await door_is_open(uow)
    facts = {
        # The register was read to get here, and the record is written in this very transaction.
        "flow.registered": is_open,
        "flow.recorded": True,
        "flow.purpose_registered": True,
        "flow.personal_fields": opened.flow.personal_sorts,
    }
    # What the law says of the flow is the same for every hand-off: one finding, not thousands.
    found = await ask(uow, gate.law, "handoff.cross", facts, subject=f"flow:{opened.flow.id}", occasion="handoff")
    if not is_open:
        return HandoffRefusal("handoff.door_closed", "the door between the two sides is closed at present")
    if blocking(found):
        return HandoffRefusal("handoff.law_forbids", "a rule forbids that anything crosses this way")
    lent = await find_lent(uow, fields.listing_id)
    if lent is None:
        return HandoffRefusal("handoff.unknown_listing", "the market never lent a card of this listing")
    if not lent.is_lent:
        return HandoffRefusal("handoff.not_lent", "the market does not lend this listing's card any more")
    return Arrival(fields, lent.card, lent.shop_id)
