"""The switches of a sandbox over HTTP, and how it runs: for people and tests, no part of the protocol it speaks."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import msgspec
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State

from padu.demo.sandboxes.deliver import Faults, Outbox

AnyRequest = Request[Any, Any, State]


def answer(body: object, status: int = 200) -> Response[bytes]:
    """A JSON answer."""
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")


def _outbox(state: State) -> Outbox:
    return cast("Outbox", state["outbox"])


@get("/sandbox/faults")
async def show_faults(state: State) -> Response[bytes]:
    """The switches as they stand."""
    return answer(_outbox(state).faults)


@post("/sandbox/faults")
async def switch_faults(request: AnyRequest, state: State) -> Response[bytes]:
    """Set all switches; those left out are off."""
    try:
        faults = msgspec.json.decode(await request.body() or b"{}", type=Faults)
    except msgspec.DecodeError as error:
        return answer({"error": str(error)}, 400)
    _outbox(state).switch(faults)
    return answer(faults)


@get("/sandbox/notifications")
async def list_notifications(state: State) -> Response[bytes]:
    """Every notification so far and how it fared."""
    return answer(_outbox(state).listed())


@post("/sandbox/notifications/release")
async def release_notifications(state: State) -> Response[bytes]:
    """Send what is held for the sake of a wrong order."""
    _outbox(state).release_all()
    return answer({})


@get("/healthz")
async def answer_health() -> Response[bytes]:
    """Whether this process answers."""
    return answer({"status": "ok"})


CONTROLS = [show_faults, switch_faults, list_notifications, release_notifications, answer_health]


def open_file(folder: Path | None, name: str) -> sqlite3.Connection:
    """The sandbox's own SQLite file under a folder; in memory, gone at the end, without one."""
    if folder is None:
        return sqlite3.connect(":memory:", check_same_thread=False)
    folder.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(folder / name, check_same_thread=False)


def deliver_while_serving(database: sqlite3.Connection, outbox: Outbox, tick: Callable[[], None]) -> Callable[[Litestar], Any]:
    """A lifespan: deliver notifications while the app serves, then close its file."""

    @asynccontextmanager
    async def hold(_: Litestar) -> AsyncGenerator[None]:
        task = asyncio.create_task(outbox.run(tick))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            database.close()

    return hold


def serve(create: Callable[[], Litestar], host: str, port: int) -> None:
    """Serve until the process is told to stop (Ctrl-C, SIGTERM). `create` must be picklable."""
    server = Granian(
        "padu.demo.sandboxes",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,  # one process owns the file
        log_level=LogLevels.warning,
        websockets=False,
    )
    server.serve(target_loader=create, wrap_loader=False)
