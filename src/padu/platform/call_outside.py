"""Asks a program outside over HTTP again, where asking twice does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

# Statuses by which a server says that it could not answer now: it failed, or something before it did.
_FAILED_NOW = frozenset({500, 502, 503, 504})


async def call_outside(send: Callable[[], Awaitable[httpx.Response]], *, pauses: tuple[float, ...] = ()) -> httpx.Response:
    """The answer to a request: the first that is not a server's failure, else the last one that came.

    `pauses` are the seconds waited before each further attempt; without any, the request is sent once. Give some only where
    the outside program takes a repeated request for the same one.

    Errors: `httpx.TransportError` when the last attempt brought no answer at all.
    """
    for pause in pauses:
        try:
            answer = await send()
        except httpx.TransportError:
            pass
        else:
            if answer.status_code not in _FAILED_NOW:
                return answer
        await asyncio.sleep(pause)
    return await send()
