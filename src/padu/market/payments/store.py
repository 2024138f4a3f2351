"""Load and save payments, the notifications that told of them, and refunds; no decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.money import Money
from padu.market.payments.tables import payment, payment_notice, refund
from padu.market.payments.types import (
    Charge,
    ChargeItem,
    NewPayment,
    PaymentFacts,
    PaymentMethod,
    PaymentState,
    PaymentView,
    RefundState,
    RefundView,
    RefundWish,
)
from padu.platform.unit_of_work import UnitOfWork

_CLOSED = (PaymentState.EXPIRED, PaymentState.CANCELLED, PaymentState.FAILED)
_OPEN = (PaymentState.PENDING, PaymentState.IN_REVIEW)


async def add_payments(uow: UnitOfWork, payments: Sequence[NewPayment]) -> None:
    """Write payments down before anybody outside hears of them; those that stand stay as they are."""
    now = uow.clock.now()
    values = [
        {
            "payment_id": each.payment_id,
            "buyer_id": each.buyer_id,
            "purchase_id": each.purchase_id,
            "method": each.method.value,
            "amount_idr": each.amount.rupiah,
            "items": msgspec.to_builtins(each.items),
            "pay_by": each.pay_by,
            "state": PaymentState.PENDING.value,
            "requested_at": now,
        }
        for each in payments
    ]
    if values:
        await uow.connection.execute(insert(payment).values(values).on_conflict_do_nothing(index_elements=[payment.c.payment_id]))


async def find_payment(uow: UnitOfWork, payment_id: UUID, *, lock: bool = False) -> PaymentView | None:
    """A payment; with `lock` nobody else changes it until the transaction ends."""
    statement = select(payment).where(payment.c.payment_id == payment_id)
    row = (await uow.connection.execute(statement.with_for_update(key_share=True) if lock else statement)).mappings().one_or_none()
    return None if row is None else _view(row)


async def items_of(uow: UnitOfWork, payment_id: UUID) -> tuple[ChargeItem, ...]:
    """What a payment is for, as it was written down."""
    found = await uow.connection.execute(select(payment.c["items"]).where(payment.c.payment_id == payment_id))
    return msgspec.convert(found.scalar_one(), tuple[ChargeItem, ...])


async def save_charge(uow: UnitOfWork, payment_id: UUID, charge: Charge) -> None:
    """Keep how the buyer pays; what is kept already stays."""
    values = {
        "transaction_id": charge.transaction_id,
        "qr_string": charge.qr_string,
        "va_number": charge.va_number,
        "links": charge.links,
        "charged_at": charge.charged_at,
        "expires_at": charge.expires_at,
        "error": "",
    }
    mine = (payment.c.payment_id == payment_id, payment.c.charged_at.is_(None))
    await uow.connection.execute(update(payment).where(*mine).values(values))


async def save_failure(uow: UnitOfWork, payment_id: UUID, code: str) -> None:
    """Note that the gateway did not open a payment, and why."""
    changed = {"failures": payment.c.failures + 1, "error": code}
    await uow.connection.execute(update(payment).where(payment.c.payment_id == payment_id).values(changed))


async def save_facts(uow: UnitOfWork, payment_id: UUID, facts: PaymentFacts) -> None:
    """Write what is known of a payment now."""
    values = {"state": facts.state.value, "refunded_idr": facts.refunded.rupiah, "error": ""}
    await uow.connection.execute(update(payment).where(payment.c.payment_id == payment_id).values(values))


async def note_asked(uow: UnitOfWork, payment_id: UUID) -> None:
    """Note that the gateway was asked about a payment."""
    await uow.connection.execute(update(payment).where(payment.c.payment_id == payment_id).values(asked_at=uow.clock.now()))


async def add_notice(uow: UnitOfWork, payment_id: UUID, digest: bytes, raw: bytes) -> None:
    """Keep a notification, once."""
    values = {"payment_id": payment_id, "digest": digest, "raw": raw, "received_at": uow.clock.now()}
    once = insert(payment_notice).values(values).on_conflict_do_nothing()
    await uow.connection.execute(once)


async def payments_to_open(uow: UnitOfWork, before: dt.datetime, limit: int) -> list[UUID]:
    """Payments that nobody has opened at the gateway although they were written down before then."""
    waiting = (payment.c.charged_at.is_(None), payment.c.state == PaymentState.PENDING.value)
    statement = select(payment.c.payment_id).where(*waiting, payment.c.requested_at < before, payment.c.pay_by > uow.clock.now())
    return list((await uow.connection.execute(statement.order_by(payment.c.requested_at).limit(limit))).scalars())


async def payments_to_ask(
    uow: UnitOfWork, *, silent_since: dt.datetime, closed_asked_before: dt.datetime, closed_after: dt.datetime, limit: int
) -> list[UUID]:
    """Open payments of which nothing was heard, and lately closed ones, for which money may have come all the same."""
    asked = payment.c.asked_at
    is_open = payment.c.state.in_([state.value for state in _OPEN]) & or_(asked.is_(None), asked < silent_since)
    is_closed = payment.c.state.in_([state.value for state in _CLOSED]) & (payment.c.pay_by > closed_after)
    is_closed &= or_(asked.is_(None), asked < closed_asked_before)
    statement = select(payment.c.payment_id).where(payment.c.charged_at < silent_since, is_open | is_closed)
    return list((await uow.connection.execute(statement.order_by(asked.nulls_first()).limit(limit))).scalars())


async def add_refunds(uow: UnitOfWork, wishes: Sequence[RefundWish]) -> None:
    """Write down what is to go back; what is written already stays as it is."""
    now = uow.clock.now()
    values = [
        {
            "payment_id": wish.payment_id,
            "refund_id": wish.refund_id,
            "shop_id": wish.shop_id,
            "order_id": wish.order_id,
            "amount_idr": wish.amount.rupiah,
            "reason": wish.reason,
            "state": RefundState.WANTED.value,
            "requested_at": now,
            "retry_at": now,
        }
        for wish in wishes
    ]
    if values:
        await uow.connection.execute(insert(refund).values(values).on_conflict_do_nothing())


async def refunds_to_send(uow: UnitOfWork, limit: int) -> list[tuple[UUID, UUID]]:
    """The (payment, refund) that wait to be sent."""
    now = uow.clock.now()
    waiting = (refund.c.state == RefundState.WANTED.value, refund.c.retry_at <= now)
    statement = select(refund.c.payment_id, refund.c.refund_id).where(*waiting).order_by(refund.c.retry_at).limit(limit)
    return [(row.payment_id, row.refund_id) for row in await uow.connection.execute(statement)]


async def claim_refund(uow: UnitOfWork, payment_id: UUID, refund_id: UUID, until: dt.datetime) -> RefundView | None:
    """Take a refund for oneself until then; None where somebody else has it."""
    now = uow.clock.now()
    mine = (refund.c.payment_id == payment_id, refund.c.refund_id == refund_id)
    waiting = (refund.c.state == RefundState.WANTED.value, refund.c.retry_at <= now)
    statement = select(refund).where(*mine, *waiting).with_for_update(skip_locked=True)
    row = (await uow.connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    await uow.connection.execute(update(refund).where(*mine).values(retry_at=until))
    return _refund(row)


async def find_refund(uow: UnitOfWork, payment_id: UUID, refund_id: UUID) -> RefundView | None:
    """A refund, locked until the transaction ends."""
    statement = select(refund).where(refund.c.payment_id == payment_id, refund.c.refund_id == refund_id).with_for_update()
    row = (await uow.connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _refund(row)


async def refunds_of(uow: UnitOfWork, payment_id: UUID) -> tuple[RefundView, ...]:
    """All refunds of a payment, first to last."""
    statement = select(refund).where(refund.c.payment_id == payment_id).order_by(refund.c.requested_at, refund.c.refund_id)
    return tuple(_refund(row) for row in (await uow.connection.execute(statement)).mappings())


async def refunds_by_hand(uow: UnitOfWork, limit: int) -> tuple[RefundView, ...]:
    """Refunds that wait for a person, oldest first."""
    statement = select(refund).where(refund.c.state == RefundState.BY_HAND.value).order_by(refund.c.requested_at).limit(limit)
    return tuple(_refund(row) for row in (await uow.connection.execute(statement)).mappings())


async def save_refund(uow: UnitOfWork, one: RefundView, **values: object) -> None:
    """Write how far a refund has come."""
    mine = (refund.c.payment_id == one.payment_id, refund.c.refund_id == one.refund_id)
    await uow.connection.execute(update(refund).where(*mine).values(values))


async def save_refund_failure(uow: UnitOfWork, one: RefundView, code: str, retry_at: dt.datetime) -> None:
    """Note that a refund was not sent, why, and when to try again."""
    await save_refund(uow, one, failures=refund.c.failures + 1, error=code, retry_at=retry_at)


def _view(row: RowMapping) -> PaymentView:
    return PaymentView(
        payment_id=row["payment_id"],
        buyer_id=row["buyer_id"],
        purchase_id=row["purchase_id"],
        method=PaymentMethod(row["method"]),
        amount=Money(row["amount_idr"]),
        facts=PaymentFacts(PaymentState(row["state"]), Money(row["refunded_idr"])),
        pay_by=row["pay_by"],
        is_open=row["charged_at"] is not None,
        qr_string=row["qr_string"],
        va_number=row["va_number"],
        links=row["links"],
        error=row["error"],
    )


def _refund(row: RowMapping) -> RefundView:
    return RefundView(
        payment_id=row["payment_id"],
        refund_id=row["refund_id"],
        shop_id=row["shop_id"],
        order_id=row["order_id"],
        amount=Money(row["amount_idr"]),
        reason=row["reason"],
        state=RefundState(row["state"]),
        requested_at=row["requested_at"],
        sent_at=row["sent_at"],
        error=row["error"],
    )
