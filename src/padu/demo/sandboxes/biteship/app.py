"""The couriers' gateway over HTTP: Biteship's API, and the couriers' own steps as a control."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import cast

import msgspec
from litestar import Litestar, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from padu.demo.sandboxes.biteship.depot import Depot, RefusedError
from padu.demo.sandboxes.biteship.wire import Advance, OrderRequest, RatesRequest
from padu.demo.sandboxes.control import CONTROLS, AnyRequest, answer, deliver_while_serving, open_file, serve
from padu.demo.sandboxes.deliver import Outbox
from padu.kernel.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class BiteshipSandboxConfig:
    """Couriers: the key their customer uses, where webhooks go with which header and secret, where their file lies (None: memory)."""

    api_key: str = field(repr=False)
    webhook_url: str | None = None
    webhook_header: str = "X-Biteship-Signature"
    webhook_secret: str = field(default="", repr=False)
    folder: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8011


def create_biteship_sandbox(config: BiteshipSandboxConfig, *, clock: Clock | None = None) -> Litestar:
    """The couriers as an app; their file opens here and closes with the app."""
    timed = clock or SystemClock()
    database = open_file(config.folder, "biteship.sqlite")
    outbox = Outbox(database, config.webhook_url, timed)
    depot = Depot(database, outbox, (config.webhook_header, config.webhook_secret), timed)
    return Litestar(
        route_handlers=[find_rates, book, show_order, track, advance, deliver, list_parcels, *CONTROLS],
        state=State({"depot": depot, "outbox": outbox, "expected": config.api_key}),
        lifespan=[deliver_while_serving(database, outbox, lambda: None)],
        openapi_config=None,
        logging_config=None,
    )


def serve_biteship_sandbox(config: BiteshipSandboxConfig) -> None:
    """Serve the couriers until the process is told to stop."""
    serve(partial(create_biteship_sandbox, config), config.host, config.port)


def _depot(state: State) -> Depot:
    return cast("Depot", state["depot"])


def _refusal(refused: RefusedError) -> Response[bytes]:
    return answer({"success": False, "error": refused.message, "code": refused.code}, refused.status)


def _do(request: AnyRequest, state: State, act: Callable[[], dict[str, object]]) -> Response[bytes]:
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), cast("str", state["expected"]).encode()):
        return _refusal(RefusedError(401, 40101001, "Authorization failed"))
    failing = cast("Outbox", state["outbox"]).spend_failure()
    unavailable = RefusedError(503, 50300001, "Service is temporarily unavailable")
    if failing is not None and not failing.fail_after_doing:
        return _refusal(unavailable)
    try:
        done = act()
    except RefusedError as refused:
        return _refusal(refused)
    except msgspec.DecodeError as error:
        return _refusal(RefusedError(400, 40001000, str(error)))
    return answer(done) if failing is None else _refusal(unavailable)


@post("/v1/rates/couriers")
async def find_rates(request: AnyRequest, state: State) -> Response[bytes]:
    """What couriers ask."""
    body = await request.body()
    return _do(request, state, lambda: _depot(state).rates(msgspec.json.decode(body, type=RatesRequest)))


@post("/v1/orders")
async def book(request: AnyRequest, state: State) -> Response[bytes]:
    """Book a courier."""
    body = await request.body()
    return _do(request, state, lambda: _depot(state).book(msgspec.json.decode(body, type=OrderRequest)))


@get("/v1/orders/{order_id:str}")
async def show_order(request: AnyRequest, state: State, order_id: FromPath[str]) -> Response[bytes]:
    """An order as it stands."""
    return _do(request, state, lambda: _depot(state).show(order_id))


@get("/v1/trackings/{tracking_id:str}")
async def track(request: AnyRequest, state: State, tracking_id: FromPath[str]) -> Response[bytes]:
    """Where a parcel is."""
    return _do(request, state, lambda: _depot(state).track(tracking_id))


@post("/sandbox/parcels/{order_id:str}")
async def advance(request: AnyRequest, state: State, order_id: FromPath[str]) -> Response[bytes]:
    """The courier's next step: `{"status": …}`, or an empty body for the next of the ordinary way."""
    try:
        asked = msgspec.json.decode(await request.body() or b"{}", type=Advance)
        return answer(_depot(state).advance(order_id, asked.status))
    except RefusedError as refused:
        return _refusal(refused)
    except msgspec.DecodeError as error:
        return answer({"success": False, "error": str(error)}, 400)


@post("/sandbox/parcels/{order_id:str}/deliver")
async def deliver(state: State, order_id: FromPath[str]) -> Response[bytes]:
    """All the courier's steps that are left, at once."""
    try:
        return answer(_depot(state).deliver(order_id))
    except RefusedError as refused:
        return _refusal(refused)


@get("/sandbox/parcels")
async def list_parcels(request: AnyRequest, state: State) -> Response[bytes]:
    """Every parcel as it stands; `?reference=` finds those that their sender called so."""
    return answer(_depot(state).listed(request.query_params.get("reference")))
