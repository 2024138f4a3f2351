"""The social side's half of a pull: ask the market for a page, believe nothing of it that is not signed, fitting and new."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import structlog

from padu.exchange.register import rules, store
from padu.exchange.register.load_register import flow_on
from padu.exchange.register.record_crossing import record_crossing, record_refusal
from padu.exchange.register.speak import PAGE, REQUEST, REQUEST_LIVES, DoorKeys
from padu.exchange.register.types import ExchangeError, Page, PullState, Records
from padu.kernel.ids import new_id
from padu.platform.signing import LONGEST, Message, SigningError, open_message, sign_message
from padu.platform.unit_of_work import Database, UnitOfWork

_WHOLE_ANSWER_SECONDS = 20.0
_SILENCE_SECONDS = 5.0
_MOST_PAGES = 1000
# Of failures in a row the first is logged, and then one of so many.
_SAID_EVERY = 60


@dataclass(frozen=True, slots=True)
class MarketDoor:
    """How the social side reaches the market's side of the door: an address without a path, and the keys."""

    url: str
    keys: DoorKeys


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: how many pages and records; the code of the failure that ended it, empty where it ended well."""

    pages: int
    records: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """One of the market's pages: the flow whose cursor it is read by, its path, the flows that it may carry, and what stores one."""

    flow: str
    path: str
    carries: frozenset[str]
    store: Callable[[UnitOfWork, Page], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Fetched:
    text: str
    request_id: str


class _Flow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    messages: list[dict[str, Any]]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    re: str
    door_is_open: bool
    after: int
    next: int
    more: bool
    flows: dict[str, _Flow]


async def pull_pages(database: Database, client: httpx.AsyncClient, door: MarketDoor, pull: Pull) -> Pulled:
    """Read on from the cursor until there is no more; each page is stored whole, with its crossing and the new cursor, or not at all.

    A failure is no error here: it is counted beside the cursor with its code, what was stored before stays, and the next pull goes on
    from there. A page that was refused is recorded as a crossing that did not pass.
    """
    pages = records = 0
    while pages < _MOST_PAGES:
        async with database.unit_of_work() as uow:
            state = await store.read_pull_state(uow, pull.flow)
        fetched: _Fetched | None = None
        try:
            fetched = await _fetch(client, door, pull, state, database.clock.now())
            async with database.unit_of_work() as uow:
                page = await _take(uow, door, pull, state, fetched)
        except ExchangeError as error:
            await _note_failure(database, pull, fetched, error)
            return Pulled(pages, records, error.code)
        if state.failures:
            structlog.get_logger().warning("pull goes on", flow=pull.flow, failures=state.failures)
        if page is None:
            return Pulled(pages, records)
        pages, records = pages + 1, records + sum(len(each.messages) for each in page.records.values())
        if not page.more or page.next <= state.cursor:
            return Pulled(pages, records)
    return Pulled(pages, records)


async def _fetch(client: httpx.AsyncClient, door: MarketDoor, pull: Pull, state: PullState, now: dt.datetime) -> _Fetched:
    """What the market answered."""
    request_id = str(new_id())
    asked = {"method": "GET", "path": pull.path, "after": state.cursor}
    token = sign_message(door.keys.own, REQUEST, asked, message_id=request_id, now=now, lives_for=REQUEST_LIVES)
    address = f"{door.url.rstrip('/')}{pull.path}"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/jose"}
    try:
        async with (
            asyncio.timeout(_WHOLE_ANSWER_SECONDS),
            client.stream("GET", address, params={"after": state.cursor}, headers=headers, timeout=_SILENCE_SECONDS) as answer,
        ):
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > LONGEST:
                    raise ExchangeError("exchange.too_long", "the market's answer does not end", where=address, todo=_ASK_THE_MARKET)
            status = answer.status_code
    except (TimeoutError, httpx.TimeoutException) as error:
        raise ExchangeError("exchange.too_slow", "the market's door did not answer in time", where=address, todo=_WAIT) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise ExchangeError("exchange.unreachable", "the market's door cannot be reached", where=address, todo=_WAIT) from error
    except httpx.DecodingError as error:
        raise ExchangeError("exchange.unreadable", "the market's answer cannot be read", where=address, todo=_ASK_THE_MARKET) from error
    if status in {401, 403}:
        raise ExchangeError("exchange.not_trusted", "the market refused our request", where=address, todo="give the market our .pub file")
    if status != 200:
        raise ExchangeError("exchange.failed", f"the market's door answered {status}", where=address, todo=_WAIT)
    return _Fetched(content.decode("latin-1").strip(), request_id)


async def _take(uow: UnitOfWork, door: MarketDoor, pull: Pull, state: PullState, fetched: _Fetched) -> Page | None:
    """Store the page and move the cursor. None where somebody else has read on meanwhile: their pages hold what this one does."""
    now = uow.clock.now()
    try:
        message = open_message(fetched.text, door.keys.other, PAGE, now=now)
    except SigningError as error:
        raise ExchangeError("exchange.page_refused", error.what, where=error.code, todo=error.todo) from error
    page = _read(message, pull, state, fetched.request_id, now)
    if (await store.read_pull_state(uow, pull.flow, lock=True)).cursor != state.cursor:
        return None
    for records in page.records.values():
        if records.messages:
            await record_crossing(uow, records.flow, "in", message, items=len(records.messages))
    await pull.store(uow, page)
    await store.save_progress(uow, pull.flow, cursor=page.next, door_is_open=page.door_is_open)
    return page


def _read(message: Message, pull: Pull, state: PullState, request_id: str, now: dt.datetime) -> Page:
    """Take a signed body apart; every record is checked by our own register."""
    try:
        body = msgspec.convert(message.body, _Body)
    except msgspec.ValidationError as error:
        raise ExchangeError("exchange.page_unreadable", "the page does not hold what a page holds", todo=_ASK_THE_MARKET) from error
    if body.re != request_id or body.after != state.cursor:
        raise ExchangeError("exchange.page_replayed", "the page answers another request", todo=_ASK_THE_MARKET)
    if body.next < body.after:
        raise ExchangeError("exchange.page_unreadable", "the page leads backwards", todo=_ASK_THE_MARKET)
    if not body.door_is_open and (body.next != body.after or any(each.messages for each in body.flows.values())):
        raise ExchangeError("exchange.door_closed", "the door is said to be closed, and something came through", todo=_ASK_THE_MARKET)
    found: dict[str, Records] = {}
    for flow_id, carried in body.flows.items():
        if flow_id not in pull.carries:
            raise ExchangeError("exchange.flow_not_expected", f"this page may not carry {flow_id[:60]!r}", todo=_ASK_THE_MARKET)
        flow = flow_on(flow_id, now)
        if carried.version != flow.version:
            raise ExchangeError(
                "exchange.flow_version",
                f"the market sends version {carried.version} of {flow_id}, we know {flow.version}",
                todo="bring both sides to the same release",
            )
        for one in carried.messages:
            rules.check_message(flow, one)
        found[flow_id] = Records(flow, tuple(carried.messages))
    return Page(after=body.after, records=found, next=body.next, more=body.more, door_is_open=body.door_is_open)


async def _note_failure(database: Database, pull: Pull, fetched: _Fetched | None, error: ExchangeError) -> None:
    async with database.unit_of_work() as uow:
        if fetched:
            await record_refusal(uow, pull.flow, fetched.text, error.code)
        failures = await store.save_failure(uow, pull.flow, str(error))
    if failures == 1 or failures % _SAID_EVERY == 0:
        structlog.get_logger().warning(
            "pull failed", flow=pull.flow, code=error.code, where=error.where, failures=failures, todo=error.todo
        )


_WAIT = "nothing is lost: the next pull goes on where this one stopped"
_ASK_THE_MARKET = "ask who runs the market's side; nothing of it was stored"
