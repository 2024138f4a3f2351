"""Where the gateways tell what happened. Nothing is believed for their word alone: each is asked back before anything moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from litestar import Response, Router, post

from padu.kernel.errors import PaduError
from padu.market.parcels import BiteshipClient, ParcelError, accept_notice
from padu.market.payments import MidtransClient, PaymentError, accept_notification
from padu.platform.unit_of_work import Database
from padu.web.ui import WebRequest
from padu.web.ui.visitor import FOR_EVERYBODY

_COURIERS_HEADER = "x-biteship-signature"
# What comes again unchanged will fail again; anything else the gateway shall tell once more.
_STATUS = {
    "payments.notification_forged": 403,
    "payments.notification_unreadable": 400,
    "payments.amount_unreadable": 400,
    "payments.status_unknown": 400,
    "payments.not_ours": 409,
    "payments.unknown": 404,
    "parcels.notice_forged": 403,
    "parcels.notice_unreadable": 400,
    "parcels.status_unknown": 400,
}
# Also for a parcel that is not known: a courier may speak of it before its booking is written down.
_TELL_AGAIN = 503


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Given by `entry` as `app.state.webhooks`: how each gateway's word is checked, and the gateway to ask back."""

    gateway: MidtransClient
    couriers: BiteshipClient
    payments_server_key: str = field(repr=False)
    couriers_webhook_secret: str = field(repr=False)


class Heard(msgspec.Struct, frozen=True):
    """The answer: `ok`, or the code of what was wrong."""

    status: str


@post("/webhooks/midtrans", name="payments_webhook", include_in_schema=False, status_code=200, opt=FOR_EVERYBODY)
async def hear_payments(request: WebRequest) -> Response[Any]:
    """The payment gateway tells of a payment."""
    hooks: Webhooks = request.app.state.webhooks
    database: Database = request.app.state.database
    try:
        await accept_notification(database, hooks.gateway, await request.body(), server_key=hooks.payments_server_key)
    except PaymentError as error:
        return _refusal(error)
    return _answer("ok", 200)


@post("/webhooks/biteship", name="couriers_webhook", include_in_schema=False, status_code=200, opt=FOR_EVERYBODY)
async def hear_couriers(request: WebRequest) -> Response[Any]:
    """The couriers' gateway tells of a parcel."""
    hooks: Webhooks = request.app.state.webhooks
    database: Database = request.app.state.database
    given = request.headers.get(_COURIERS_HEADER, "")
    try:
        raw = await request.body()
        await accept_notice(database, hooks.couriers, raw, given_secret=given, secret=hooks.couriers_webhook_secret)
    except ParcelError as error:
        return _refusal(error)
    return _answer("ok", 200)


def webhooks_router() -> Router:
    """What the gateways call."""
    return Router(path="/", route_handlers=[hear_payments, hear_couriers])


def _refusal(error: PaduError) -> Response[Any]:
    status = _STATUS.get(error.code, _TELL_AGAIN)
    log = structlog.get_logger()
    say = log.info if error.code == "parcels.unknown" else log.warning
    say("webhook not taken", code=error.code, where=error.where, answered=status)
    return _answer(error.code, status)


def _answer(word: str, status: int) -> Response[Any]:
    return Response(msgspec.json.encode(Heard(word)), media_type="application/json", status_code=status)
