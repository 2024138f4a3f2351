"""The register of flows: what may pass between the two sides, the switch that lets it, and the record of all that did.

Invariants: a message passes only if the version of its flow that is in force names each of its fields and each field is of its kind;
a page is signed, answers one request of the other side's, is stored whole or not at all, and is recorded on both sides in the
transaction of its effects; a door that nobody opened is closed; a version of a flow, once in force, is not edited.
Data: `flows.yaml`. Tables owned, in the schema `exchange`: on both sides `crossing`; on the market's `door`, `spent_request`; on the
social side's `pull_state`. Events told: none.
"""

from padu.exchange.register.answer_page import PAGE_LIMIT, Answer, Asked, accept_request, answer_page
from padu.exchange.register.ask_page import MarketDoor, Pull, Pulled, pull_pages
from padu.exchange.register.commands.turn_door import close_door, open_door
from padu.exchange.register.load_register import all_flows, flow_on, flows_on
from padu.exchange.register.queries import count_crossings, door_is_open, door_state, list_crossings, pull_state
from padu.exchange.register.record_crossing import record_crossing, record_refusal
from padu.exchange.register.rules import as_moment, check_message, jakarta_day
from padu.exchange.register.speak import HANDOFF, MARKET_KEY, PAGE, REQUEST, SOCIAL_KEY, DoorKeys
from padu.exchange.register.types import (
    PASSED,
    Crossing,
    CrossingPlace,
    Direction,
    DoorState,
    ExchangeError,
    Field,
    FieldKind,
    Flow,
    Page,
    PullState,
    Records,
)

__all__ = [
    "HANDOFF",
    "MARKET_KEY",
    "PAGE",
    "PAGE_LIMIT",
    "PASSED",
    "REQUEST",
    "SOCIAL_KEY",
    "Answer",
    "Asked",
    "Crossing",
    "CrossingPlace",
    "Direction",
    "DoorKeys",
    "DoorState",
    "ExchangeError",
    "Field",
    "FieldKind",
    "Flow",
    "MarketDoor",
    "Page",
    "Pull",
    "PullState",
    "Pulled",
    "Records",
    "accept_request",
    "all_flows",
    "answer_page",
    "as_moment",
    "check_message",
    "close_door",
    "count_crossings",
    "door_is_open",
    "door_state",
    "flow_on",
    "flows_on",
    "jakarta_day",
    "list_crossings",
    "open_door",
    "pull_pages",
    "pull_state",
    "record_crossing",
    "record_refusal",
]
