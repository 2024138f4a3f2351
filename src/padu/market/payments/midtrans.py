"""The payment gateway's client: Midtrans' Core API over HTTPS."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

import httpx
import msgspec

from padu.kernel.money import Money
from padu.market.payments.rules import check_charge, check_matches, read_amount
from padu.market.payments.types import Charge, ChargeRequest, Notification, PaymentError, PaymentMethod, PaymentReport
from padu.market.payments.wire import Transaction, Verdict, read_facts, read_time, read_transaction, report
from padu.platform.call_outside import call_outside

_PAUSES = (0.2, 0.6, 1.8)  # seconds before each further attempt, where a repeated request is taken for the same one
_NAME_LENGTH = 50  # characters that the gateway admits in an item's id and name
_UNAUTHORIZED, _NOT_FOUND, _TAKEN, _EXPIRED, _ERROR, _FAILURE = 401, 404, 406, 407, 400, 500


@dataclass(frozen=True, slots=True)
class MidtransAccess:
    """Where the gateway is and the key that lets us in. `base_url` without path: the real one, or a sandbox's."""

    base_url: str
    server_key: str = field(repr=False)
    timeout_seconds: float = 10.0


class MidtransClient:
    """Asks the gateway. One for the whole process; close it at the end, or use it as a context manager.

    Every function raises `PaymentError`: `payments.unanswered` (no answer: what was asked may still have happened),
    `payments.unavailable` (the gateway failed), `payments.key_refused`, `payments.unknown`, `payments.refused` (with the gateway's
    own sentence) and `payments.answer_unreadable`.
    """

    def __init__(self, access: MidtransAccess) -> None:
        self._http = httpx.AsyncClient(
            base_url=access.base_url,
            auth=httpx.BasicAuth(access.server_key, ""),
            timeout=access.timeout_seconds,
            headers={"Accept": "application/json"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def charge(self, request: ChargeRequest) -> Charge:
        """Open a payment and learn how the buyer pays it.

        Repeated where no answer came, under one idempotency key, so that one order id is charged once and its answer given again.
        Errors besides the client's: those of `check_charge`; `payments.order_taken` for an order id charged before.
        """
        check_charge(request)
        # The same request has the same key, also from another process after a crash.
        text = f"{request.order_id}/{request.amount.rupiah}/{request.method}"
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"charge:{text}"))
        asked = self._request("POST", "/v2/charge", _charge_body(request), {"Idempotency-Key": key})
        answer = await self._ask(asked, request.order_id, pauses=_PAUSES)
        told = read_transaction(answer, "payments.answer_unreadable")
        charged_at = read_time(told.transaction_time)
        if told.order_id != request.order_id or read_amount(told.gross_amount) != request.amount or charged_at is None:
            raise PaymentError("payments.answer_unreadable", "the gateway answered for another charge", where=f"payment {request.order_id}")
        return Charge(
            order_id=told.order_id,
            transaction_id=told.transaction_id,
            amount=request.amount,
            method=request.method,
            facts=read_facts(told),
            charged_at=charged_at,
            expires_at=read_time(told.expiry_time),
            qr_string=told.qr_string,
            va_number=told.permata_va_number or next((each.va_number for each in told.va_numbers), ""),
            links={action.name: action.url for action in told.actions},
        )

    async def status(self, order_id: str) -> PaymentReport:
        """What the gateway knows of a payment now: the truth, whatever its notifications said or failed to say."""
        return report(await self._transaction("GET", order_id, "status", pauses=_PAUSES))

    async def confirm(self, notification: Notification) -> PaymentReport:
        """Ask the gateway itself about what a notification says. Errors besides the client's: `payments.not_ours`."""
        asked = await self.status(notification.order_id)
        check_matches(asked, notification.order_id, notification.amount)
        return asked

    async def cancel(self, order_id: str) -> PaymentReport:
        """Close a payment that was not made. Refused (`payments.refused`) once money arrived."""
        return report(await self._transaction("POST", order_id, "cancel"))

    async def refund(self, order_id: str, *, refund_key: str, amount: Money, reason: str) -> PaymentReport:
        """Send `amount` back to the buyer, under a `refund_key` of ours that is used once; returns the payment's state after it.

        Not repeated here. After `payments.unanswered` look for the key among `status(order_id).refunds` before trying again.
        """
        body = {"refund_key": refund_key, "amount": amount.rupiah, "reason": reason}
        await self._ask(self._request("POST", f"/v2/{quote(order_id, safe='')}/refund", body), order_id)
        return await self.status(order_id)

    async def _transaction(self, method: str, order_id: str, verb: str, *, pauses: tuple[float, ...] = ()) -> Transaction:
        asked = self._request(method, f"/v2/{quote(order_id, safe='')}/{verb}")
        told = read_transaction(await self._ask(asked, order_id, pauses=pauses), "payments.answer_unreadable")
        if told.order_id != order_id:
            raise PaymentError("payments.answer_unreadable", "the gateway answered for another payment", where=f"payment {order_id}")
        return told

    def _request(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> httpx.Request:
        if body is None:
            return self._http.build_request(method, path, headers=headers)
        typed = {**(headers or {}), "Content-Type": "application/json"}
        return self._http.build_request(method, path, content=msgspec.json.encode(body), headers=typed)

    async def _ask(self, request: httpx.Request, order_id: str, *, pauses: tuple[float, ...] = ()) -> bytes:
        try:
            answer = await call_outside(lambda: self._http.send(request), pauses=pauses)
        except httpx.TransportError as error:
            raise PaymentError(
                "payments.unanswered",
                f"the payment gateway did not answer ({type(error).__name__})",
                where=f"payment {order_id}",
                todo="ask for the payment's status before doing it again: it may have happened",
            ) from error
        _judge(answer, order_id)
        return answer.content


def _charge_body(request: ChargeRequest) -> dict[str, object]:
    method = request.method
    kinds: dict[PaymentMethod, dict[str, object]] = {
        PaymentMethod.QRIS: {"payment_type": "qris", "qris": {"acquirer": "gopay"}},
        PaymentMethod.GOPAY: {"payment_type": "gopay"},
    }
    body = kinds.get(method, {"payment_type": "bank_transfer", "bank_transfer": {"bank": method.value}}) | {
        "transaction_details": {"order_id": request.order_id, "gross_amount": request.amount.rupiah},
        "item_details": [
            {"id": item.item_id[:_NAME_LENGTH], "name": item.name[:_NAME_LENGTH], "price": item.price.rupiah, "quantity": item.quantity}
            for item in request.items
        ],
    }
    if request.expires_after is not None:
        body["custom_expiry"] = {"expiry_duration": int(request.expires_after.total_seconds()) // 60, "unit": "minute"}
    return body


def _judge(answer: httpx.Response, order_id: str) -> None:
    """Raise for an answer that is no. The gateway says so by HTTP status, or by `status_code` inside an HTTP 200."""
    where = f"payment {order_id}"
    try:
        verdict = msgspec.json.decode(answer.content, type=Verdict)
        code = int(verdict.status_code)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        if answer.status_code >= _FAILURE:
            raise _unavailable(answer.status_code, where) from error
        raise PaymentError(
            "payments.answer_unreadable", f"the payment gateway answered HTTP {answer.status_code} with no verdict", where=where
        ) from error
    code = max(code, answer.status_code) if answer.status_code >= _ERROR else code
    said = verdict.status_message[:200]
    if code < _ERROR or code == _EXPIRED:  # an expired payment is a state, not a mistake
        return
    if code >= _FAILURE:
        raise _unavailable(code, where)
    if code == _UNAUTHORIZED:
        raise PaymentError("payments.key_refused", "the payment gateway refused our server key", where=where, todo="correct the server key")
    if code == _NOT_FOUND:
        raise PaymentError("payments.unknown", "the payment gateway knows no such payment", where=where, todo="charge it first")
    if code == _TAKEN:
        raise PaymentError(
            "payments.order_taken", f"the payment gateway has seen this id before: {said}", where=where, todo="ask for the payment's status"
        )
    raise PaymentError("payments.refused", f"the payment gateway refused ({code}): {said}", where=where)


def _unavailable(code: int, where: str) -> PaymentError:
    return PaymentError(
        "payments.unavailable",
        f"the payment gateway failed ({code})",
        where=where,
        todo="ask for the payment's status before doing it again: it may have happened",
    )
