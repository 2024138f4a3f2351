"""The market's side of the door over HTTP: signed requests in, signed pages out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get

from padu.exchange.attribution import ATTRIBUTION_PATH, page_of_counts
from padu.exchange.cards import CARDS_PATH, page_of_cards
from padu.exchange.register import PAGE_LIMIT, Answer, DoorKeys, ExchangeError, accept_request, answer_page, door_is_open
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui import BadParameterError, WebRequest, writing
from padu.web.ui.visitor import FOR_EVERYBODY

_NOT_STORED = {"Cache-Control": "no-store"}


class PageQuery(msgspec.Struct, frozen=True):
    """From behind which number a page is asked."""

    after: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 0


class RefusedView(msgspec.Struct, frozen=True):
    """Why there is no page: a stable code, and what it means."""

    code: str
    what: str


@get(CARDS_PATH, name="exchange_cards", include_in_schema=False, opt=FOR_EVERYBODY)
async def send_cards(request: WebRequest) -> Response[Any]:
    """What changed among the lent cards."""
    return await _send(request, CARDS_PATH, page_of_cards)


@get(ATTRIBUTION_PATH, name="exchange_attribution", include_in_schema=False, opt=FOR_EVERYBODY)
async def send_counts(request: WebRequest) -> Response[Any]:
    """What was published for creators."""
    return await _send(request, ATTRIBUTION_PATH, page_of_counts)


async def _send(request: WebRequest, path: str, page: Callable[[UnitOfWork, int, int], Awaitable[Answer]]) -> Response[Any]:
    keys: DoorKeys = request.app.state.door_keys
    try:
        after = int(request.query_params.get("after", "0"))
        query = msgspec.convert({"after": after}, PageQuery)
    except (ValueError, msgspec.ValidationError) as error:
        raise BadParameterError("the address asks for no page") from error
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        async with writing(request) as uow:
            asked = await accept_request(uow, keys, token=token, path=path, after=query.after)
            text = await answer_page(uow, keys, asked, await page(uow, asked.after, PAGE_LIMIT), is_open=await door_is_open(uow))
    except ExchangeError as error:
        if error.code != "exchange.request_refused":
            raise
        body = msgspec.json.encode(RefusedView(error.where or error.code, error.what))
        return Response(body, media_type="application/json", status_code=401, headers={**_NOT_STORED, "WWW-Authenticate": "Bearer"})
    return Response(text, media_type="application/jose", headers=_NOT_STORED)


def exchange_router() -> Router:
    """What the social side asks the market. `app.state.door_keys` must be the market's."""
    return Router(path="/", route_handlers=[send_cards, send_counts])
