"""Hand-offs: the signed, single-use messages by which a viewer arrives at the market with a card in hand.

Invariants: a hand-off says what the register names and nothing about the viewer; it counts once, for ten minutes, while the door is
open, for a listing that the market lends; what came and what was refused is recorded on the side where it happened; who confirmed one
stands only where they agreed that the creator is credited, and for seven days, or until they take that back.
Tables owned, in the schema `exchange` of the market: `handoff`, `creator_credit`. Events told: `HandoffConfirmed`, and
`FindingMade` by asking the law.
"""

from padu.exchange.handoff.commands.arrive import Gate, arrive
from padu.exchange.handoff.commands.confirm import confirm
from padu.exchange.handoff.commands.issue import issue
from padu.exchange.handoff.queries import credited_creators
from padu.exchange.handoff.types import Arrival, AskedBy, Confirmed, CreditedHandoff, HandoffFields, HandoffRefusal, Issued

__all__ = [
    "Arrival",
    "AskedBy",
    "Confirmed",
    "CreditedHandoff",
    "Gate",
    "HandoffFields",
    "HandoffRefusal",
    "Issued",
    "arrive",
    "confirm",
    "credited_creators",
    "issue",
]
