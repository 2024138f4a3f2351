"""The gateway over HTTP: Midtrans' Core API, and the page where a buyer's bank would be."""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import cast

import msgspec
from litestar import Litestar, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from padu.demo.sandboxes.control import CONTROLS, AnyRequest, answer, deliver_while_serving, open_file, serve
from padu.demo.sandboxes.deliver import Outbox
from padu.demo.sandboxes.midtrans.bank import Bank, RefusedError
from padu.demo.sandboxes.midtrans.wire import ChargeRequest, RefundRequest, Scan, Transaction
from padu.kernel.clock import Clock, SystemClock

# Said by HTTP; every other refusal stands in `status_code` inside an HTTP 200, as this API has always done.
_SAID_BY_HTTP = frozenset({401, 404, 503})


@dataclass(frozen=True, slots=True)
class MidtransSandboxConfig:
    """A gateway: the key its merchant uses, where notifications go (None: nowhere), where its file lies (None: memory)."""

    server_key: str = field(repr=False)
    notification_url: str | None = None
    folder: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8010


def create_midtrans_sandbox(config: MidtransSandboxConfig, *, clock: Clock | None = None) -> Litestar:
    """The gateway as an app; its file opens here and closes with the app."""
    timed = clock or SystemClock()
    database = open_file(config.folder, "midtrans.sqlite")
    outbox = Outbox(database, config.notification_url, timed)
    bank = Bank(database, outbox, config.server_key, timed, f"http://{config.host}:{config.port}")
    expected = "Basic " + base64.b64encode(f"{config.server_key}:".encode()).decode()
    return Litestar(
        route_handlers=[charge, read_status, change, pay, pay_page, scan, *CONTROLS],
        state=State({"bank": bank, "outbox": outbox, "expected": expected}),
        lifespan=[deliver_while_serving(database, outbox, bank.expire_due)],
        openapi_config=None,
        logging_config=None,
    )


def serve_midtrans_sandbox(config: MidtransSandboxConfig) -> None:
    """Serve the gateway until the process is told to stop."""
    serve(partial(create_midtrans_sandbox, config), config.host, config.port)


def _bank(state: State) -> Bank:
    return cast("Bank", state["bank"])


def _refusal(refused: RefusedError) -> Response[bytes]:
    body: dict[str, object] = {"status_code": str(refused.code), "status_message": refused.message, "id": str(uuid.uuid4())}
    if refused.details:
        body["validation_messages"] = list(refused.details)
    return answer(body, refused.code if refused.code in _SAID_BY_HTTP else 200)


def _do(request: AnyRequest, state: State, act: Callable[[], Transaction]) -> Response[bytes]:
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), cast("str", state["expected"]).encode()):
        return _refusal(RefusedError(401, "Transaction cannot be authorized with the current client/server key."))
    failing = cast("Outbox", state["outbox"]).spend_failure()
    if failing is not None and not failing.fail_after_doing:
        return _refusal(RefusedError(503, "Service is temporarily unavailable."))
    try:
        done = act()
    except RefusedError as refused:
        return _refusal(refused)
    except msgspec.DecodeError as error:
        return _refusal(RefusedError(400, "One or more parameters in the payload is invalid.", str(error)))
    return answer(done) if failing is None else _refusal(RefusedError(503, "Service is temporarily unavailable."))


@post("/v2/charge")
async def charge(request: AnyRequest, state: State) -> Response[bytes]:
    """Open a charge."""
    body, key = await request.body(), request.headers.get("idempotency-key")
    return _do(request, state, lambda: _bank(state).charge(msgspec.json.decode(body, type=ChargeRequest), key))


@get("/v2/{order_id:str}/status")
async def read_status(request: AnyRequest, state: State, order_id: FromPath[str]) -> Response[bytes]:
    """A charge as it stands."""
    return _do(request, state, lambda: _bank(state).find(order_id))


@post(["/v2/{order_id:str}/{verb:str}"])
async def change(request: AnyRequest, state: State, order_id: FromPath[str], verb: FromPath[str]) -> Response[bytes]:
    """Cancel, expire or refund."""
    body, bank = await request.body(), _bank(state)
    acts: dict[str, Callable[[], Transaction]] = {
        "cancel": lambda: bank.cancel(order_id),
        "expire": lambda: bank.expire(order_id),
        "refund": lambda: bank.refund(order_id, msgspec.json.decode(body or b"{}", type=RefundRequest)),
    }
    if verb not in acts:
        return _refusal(RefusedError(404, "The requested resource is not found"))
    return _do(request, state, acts[verb])


@post("/sandbox/pay/{order_id:str}")
async def pay(request: AnyRequest, state: State, order_id: FromPath[str]) -> Response[bytes]:
    """The buyer pays at the bank: JSON for programs, a page for a form. `?after_expiry=1` lets money arrive too late."""
    try:
        done = _bank(state).pay(order_id, after_expiry=request.query_params.get("after_expiry") == "1")
    except RefusedError as refused:
        return answer({"status_code": str(refused.code), "status_message": refused.message}, 404 if refused.code == 404 else 409)
    if "text/html" in request.headers.get("accept", ""):
        return _page(done)
    return answer(done)


@post("/sandbox/scan")
async def scan(request: AnyRequest, state: State) -> Response[bytes]:
    """The buyer pays what a QR code asks for: `{"qr_string": …}`."""
    try:
        return answer(_bank(state).scan(msgspec.json.decode(await request.body(), type=Scan).qr_string))
    except RefusedError as refused:
        return answer({"status_code": str(refused.code), "status_message": refused.message}, 404 if refused.code == 404 else 409)
    except msgspec.DecodeError as error:
        return answer({"status_code": "400", "status_message": str(error)}, 400)


@get("/sandbox/pay/{order_id:str}")
async def pay_page(state: State, order_id: FromPath[str]) -> Response[bytes]:
    """Where a buyer's bank or wallet would be: what is paid, and a button."""
    try:
        return _page(_bank(state).find(order_id))
    except RefusedError as refused:
        return answer({"status_code": str(refused.code), "status_message": refused.message}, 404)


def _page(charge: Transaction) -> Response[bytes]:
    button = '<form method="post"><button>Bayar</button></form>' if charge.transaction_status == "pending" else ""
    text = (
        '<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Bank percobaan</title><link rel="icon" href="data:,"><main>'
        f"<h1>Bank percobaan</h1><p>Pesanan {escape(charge.order_id)}</p>"
        f"<p>IDR {escape(charge.gross_amount)}</p><p>Status: {escape(charge.transaction_status)}</p>{button}</main></html>"
    )
    return Response(text.encode(), media_type="text/html; charset=utf-8")
