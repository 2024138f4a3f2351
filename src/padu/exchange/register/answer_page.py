"""The market's half of a pull: accept a signed request once, answer with a signed page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from padu.exchange.register import rules, store
from padu.exchange.register.load_register import flow_on
from padu.exchange.register.record_crossing import record_crossing
from padu.exchange.register.speak import PAGE, PAGE_LIVES, REQUEST, REQUEST_LIVES, DoorKeys
from padu.exchange.register.types import ExchangeError
from padu.kernel.ids import new_id
from padu.platform.signing import CLOCKS_APART, SigningError, open_message, sign_message
from padu.platform.unit_of_work import UnitOfWork

PAGE_LIMIT = 200
"""The most records of a page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was accepted: its id, and from behind which number it asks."""

    request_id: str
    after: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page is to hold: messages by flow, the number to go on from, and whether there is more now."""

    messages: Mapping[str, Sequence[dict[str, Any]]]
    next: int
    more: bool


class _Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    method: str
    path: str
    after: int


async def accept_request(uow: UnitOfWork, keys: DoorKeys, *, token: str, path: str, after: int) -> Asked:
    """Accept a request that the social side signed for exactly this page, and never twice.

    Raises `ExchangeError` `exchange.request_refused` (with the reason in `where`), also where it was answered before.
    """
    now = uow.clock.now()
    try:
        message = open_message(token, keys.other, REQUEST, now=now)
        asked = msgspec.convert(message.body, _Request)
    except SigningError as error:
        raise _refused(error.what, error.code) from error
    except msgspec.ValidationError as error:
        raise _refused("the request does not say what it asks", "signing.unreadable") from error
    if asked != _Request(method="GET", path=path, after=after):
        raise _refused("the request was signed for another page", "exchange.other_page")
    if message.expires_at - now > REQUEST_LIVES + CLOCKS_APART:
        raise _refused("the request would count too long", "exchange.long_lived")
    if not await store.spend_request(uow, message.message_id, message.expires_at + CLOCKS_APART):
        raise _refused("the request was answered before", "exchange.replayed")
    return Asked(message.message_id, after)


async def answer_page(uow: UnitOfWork, keys: DoorKeys, asked: Asked, answer: Answer, *, is_open: bool) -> str:
    """The signed page, recorded as a crossing of each flow that it carries anything of.

    Every record is checked by the register first: one that does not fit raises, and nothing passes. A closed door passes nothing
    and says that it is closed.
    """
    now = uow.clock.now()
    flows = {flow_id: flow_on(flow_id, now) for flow_id in answer.messages} if is_open else {}
    for flow_id, flow in flows.items():
        for message in answer.messages[flow_id]:
            rules.check_message(flow, message)
    body = {
        "re": asked.request_id,
        "door_is_open": is_open,
        "after": asked.after,
        "next": answer.next if is_open else asked.after,
        "more": answer.more and is_open,
        "flows": {flow_id: {"version": flow.version, "messages": list(answer.messages[flow_id])} for flow_id, flow in flows.items()},
    }
    text = sign_message(keys.own, PAGE, body, message_id=str(new_id()), now=now, lives_for=PAGE_LIVES)
    carried = [flow for flow_id, flow in flows.items() if answer.messages[flow_id]]
    if carried:
        message = open_message(text, keys.own.verify_key, PAGE, now=now)
        for flow in carried:
            await record_crossing(uow, flow, "out", message, items=len(answer.messages[flow.id]))
    return text


def _refused(what: str, why: str) -> ExchangeError:
    return ExchangeError("exchange.request_refused", what, where=why, todo="sign each request anew, with the key that the market trusts")
