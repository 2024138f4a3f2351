"""What happens to money at the gateway: charges, payments, cancellations, expiries and refunds, kept in SQLite."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid

import msgspec

from padu.demo.sandboxes.deliver import Message, Outbox
from padu.demo.sandboxes.midtrans.qris import write_qris
from padu.demo.sandboxes.midtrans.wire import (
    BANKS,
    CODES,
    MERCHANT_ID,
    ChargeRequest,
    Refund,
    RefundRequest,
    Transaction,
    sign,
    write_amount,
    write_time,
)
from padu.kernel.clock import Clock

_SCHEMA = """
create table if not exists charge (
    order_id text primary key, body blob not null, status text not null, expires_at real not null, idempotency_key text unique
);
"""
_EXPIRY = {"qris": dt.timedelta(minutes=15), "gopay": dt.timedelta(minutes=15), "bank_transfer": dt.timedelta(days=1)}
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


class RefusedError(Exception):
    """The gateway's no: its status code and sentence."""

    def __init__(self, code: int, message: str, *details: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class Bank:
    """Every charge of this sandbox. Each change of a charge queues a notification."""

    def __init__(self, database: sqlite3.Connection, outbox: Outbox, server_key: str, clock: Clock, base_url: str) -> None:
        self._database = database
        self._outbox = outbox
        self._server_key = server_key
        self._clock = clock
        self._base_url = base_url
        database.executescript(_SCHEMA)

    def charge(self, asked: ChargeRequest, idempotency_key: str | None) -> Transaction:
        """Open a charge; the same idempotency key gets the same answer."""
        if idempotency_key is not None:
            row = self._database.execute("select body from charge where idempotency_key = ?", [idempotency_key]).fetchone()
            if row is not None:
                return msgspec.json.decode(row[0], type=Transaction)
        lifetime = _check(asked)
        order_id = asked.transaction_details.order_id
        if self._database.execute("select 1 from charge where order_id = ?", [order_id]).fetchone():
            raise RefusedError(406, "The request could not be completed due to a conflict: order_id has been used before")
        now = self._clock.now()
        opened = Transaction(
            transaction_id=str(uuid.uuid4()),
            order_id=order_id,
            gross_amount=write_amount(asked.transaction_details.gross_amount),
            currency="IDR",
            merchant_id=MERCHANT_ID,
            payment_type=asked.payment_type,
            transaction_time=write_time(now),
            transaction_status="pending",
            fraud_status="accept",
            expiry_time=write_time(now + lifetime),
        )
        self._tell_how_to_pay(opened, asked)
        self._keep(opened, expires_at=(now + lifetime).timestamp(), idempotency_key=idempotency_key)
        return self._told(opened, f"{asked.payment_type} transaction is created")

    def find(self, order_id: str) -> Transaction:
        """A charge as it stands."""
        self.expire_due()
        row = self._database.execute("select body from charge where order_id = ?", [order_id]).fetchone()
        if row is None:
            raise RefusedError(404, "Transaction doesn't exist.")
        found = msgspec.json.decode(row[0], type=Transaction)
        found.qr_string, found.actions = "", []  # told once, at the charge
        return self._told(found, "Success, transaction is found")

    def pay(self, order_id: str, *, after_expiry: bool = False) -> Transaction:
        """The buyer pays; `after_expiry` lets money arrive for an expired charge, as interbank transfers sometimes do."""
        admitted = {"pending", "expire"} if after_expiry else {"pending"}
        now = write_time(self._clock.now())
        return self._move(order_id, admitted, "settlement", settlement_time=now)

    def scan(self, qr_string: str) -> Transaction:
        """The buyer holds a bank's app before a QR code and pays what it asks for."""
        self.expire_due()
        rows = self._database.execute("select body from charge where status = 'pending'")
        found = next((each for (body,) in rows if (each := msgspec.json.decode(body, type=Transaction)).qr_string == qr_string), None)
        if found is None or not qr_string:
            raise RefusedError(404, "No pending transaction shows this code.")
        return self.pay(found.order_id)

    def cancel(self, order_id: str) -> Transaction:
        """Close a charge that was not paid."""
        return self._move(order_id, {"pending"}, "cancel")

    def expire(self, order_id: str) -> Transaction:
        """Let a charge lapse now."""
        return self._move(order_id, {"pending"}, "expire")

    def refund(self, order_id: str, asked: RefundRequest) -> Transaction:
        """Send money back; transfers to a bank's number cannot be undone through this API."""
        found = self.find(order_id)
        if found.payment_type == "bank_transfer":
            raise RefusedError(412, "Payment type bank_transfer cannot be refunded through the API")
        if found.transaction_status not in {"settlement", "partial_refund"}:
            raise RefusedError(412, "Merchant cannot modify the status of the transaction")
        key = asked.refund_key or str(uuid.uuid4())
        if any(refund.refund_key == key for refund in found.refunds):
            raise RefusedError(406, "The request could not be completed due to a conflict: refund_key has been used before")
        whole = int(found.gross_amount.removesuffix(".00"))
        already = sum(int(refund.refund_amount.removesuffix(".00")) for refund in found.refunds)
        amount = whole - already if asked.amount is None else asked.amount
        if not 0 < amount <= whole - already:
            raise RefusedError(400, "Refund amount is not between zero and what is left", f"amount: {whole - already} is left")
        made = Refund(
            refund_chargeback_id=len(found.refunds) + 1,
            refund_amount=write_amount(amount),
            created_at=write_time(self._clock.now()),
            reason=asked.reason,
            refund_key=key,
        )
        return self._move(
            order_id,
            {"settlement", "partial_refund"},
            "refund" if already + amount == whole else "partial_refund",
            refunds=[*found.refunds, made],
            refund_amount=write_amount(already + amount),
        )

    def expire_due(self) -> None:
        """Let lapse whatever was not paid in time."""
        due = self._database.execute(
            "select order_id, body from charge where status = 'pending' and expires_at <= ?", [self._clock.now().timestamp()]
        ).fetchall()
        for _, body in due:
            self._change(msgspec.json.decode(body, type=Transaction), "expire")

    def _move(self, order_id: str, admitted: set[str], status: str, **changes: object) -> Transaction:
        found = self.find(order_id)
        if found.transaction_status not in admitted:
            raise RefusedError(412, "Merchant cannot modify the status of the transaction")
        row = self._database.execute("select body from charge where order_id = ?", [order_id]).fetchone()
        return self._change(msgspec.json.decode(row[0], type=Transaction), status, **changes)

    def _change(self, charge: Transaction, status: str, **changes: object) -> Transaction:
        changed = msgspec.structs.replace(charge, transaction_status=status, **changes)
        self._keep(changed)
        return self._told(changed, f"Success, transaction is {status}")

    def _keep(self, charge: Transaction, *, expires_at: float = 0.0, idempotency_key: str | None = None) -> None:
        body, status = msgspec.json.encode(self._told(charge, "Success, transaction is found")), charge.transaction_status
        with self._database:
            self._database.execute(
                "insert into charge values (?, ?, ?, ?, ?)"
                " on conflict (order_id) do update set body = excluded.body, status = excluded.status",
                [charge.order_id, body, status, expires_at, idempotency_key],
            )
        told = self._told(charge, "midtrans payment notification")
        told.qr_string, told.actions = "", []
        false = msgspec.structs.replace(told, transaction_status="settlement", status_code="200", fraud_status="accept")
        false.signature_key = sign(false.order_id, "200", false.gross_amount, "a key of the forger's own")
        self._outbox.queue(charge.order_id, Message(msgspec.json.encode(told)), Message(msgspec.json.encode(false)))

    def _told(self, charge: Transaction, message: str) -> Transaction:
        code = CODES[charge.transaction_status]
        signature = sign(charge.order_id, code, charge.gross_amount, self._server_key)
        return msgspec.structs.replace(charge, status_code=code, status_message=message, signature_key=signature)

    def _tell_how_to_pay(self, charge: Transaction, asked: ChargeRequest) -> None:
        number = f"{int(uuid.UUID(charge.transaction_id)) % 10**11:011d}"
        rupiah = asked.transaction_details.gross_amount
        qr_url = f"{self._base_url}/v2/{asked.payment_type}/{charge.transaction_id}/qr-code"
        if asked.payment_type == "qris":
            charge.qr_string = write_qris(rupiah, charge.order_id)
            charge.acquirer = "gopay"
            charge.actions = [{"name": "generate-qr-code", "method": "GET", "url": qr_url}]
        elif asked.payment_type == "gopay":
            pay_url = f"{self._base_url}/sandbox/pay/{charge.order_id}"
            charge.actions = [{"name": "deeplink-redirect", "method": "GET", "url": pay_url}]
        elif asked.bank_transfer is not None and asked.bank_transfer.bank == "permata":
            charge.permata_va_number = f"85260{number}"
        elif asked.bank_transfer is not None:
            charge.va_numbers = [{"bank": asked.bank_transfer.bank, "va_number": f"12345{number}"}]


def _check(asked: ChargeRequest) -> dt.timedelta:
    """Refuse what the gateway refuses; how long the charge lives."""
    problems: list[str] = []
    details = asked.transaction_details
    if not 0 < len(details.order_id) <= 50 or not all(each.isascii() and (each.isalnum() or each in "-_~.") for each in details.order_id):
        problems.append("transaction_details.order_id must be 1 to 50 letters, digits and -_~.")
    if details.gross_amount <= 0:
        problems.append("transaction_details.gross_amount must be greater than or equal to 0.01")
    if asked.item_details and sum(item.price * item.quantity for item in asked.item_details) != details.gross_amount:
        problems.append("transaction_details.gross_amount is not equal to the sum of item_details")
    if asked.payment_type not in _EXPIRY:
        problems.append("payment_type is not one this sandbox knows")
    elif asked.payment_type == "bank_transfer" and (asked.bank_transfer is None or asked.bank_transfer.bank not in BANKS):
        problems.append("bank_transfer.bank must be one of " + ", ".join(BANKS))
    expiry = asked.custom_expiry
    if expiry is not None and (expiry.unit not in _UNITS or expiry.expiry_duration <= 0):
        problems.append("custom_expiry must be a positive number of second, minute, hour or day")
    if problems:
        raise RefusedError(400, "One or more parameters in the payload is invalid.", *problems)
    return _EXPIRY[asked.payment_type] if expiry is None else dt.timedelta(seconds=expiry.expiry_duration * _UNITS[expiry.unit])
