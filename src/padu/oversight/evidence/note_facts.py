"""Puts into the audit log what others' contexts made true, so that checkpoints cover the trade as well as the deeds of officials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from padu.events import Event
from padu.events.exchange import HandoffConfirmed, ShopAdmitted, ShopWithdrawn
from padu.events.market import OrderMoved, OrderPlaced, PaymentAdvanced, RefundSent, SaleCompleted
from padu.platform import audit
from padu.platform.audit import AuditRecord
from padu.platform.event_log import Reaction
from padu.platform.unit_of_work import UnitOfWork

_MARKET = "market"


async def note_facts(uow: UnitOfWork, events: Sequence[Event]) -> None:
    """One entry a fact, in the order in which they were told. Nobody's name is in them: an entry is never erased."""
    await audit.append(uow, [_record(event) for event in events])


def _record(event: Event) -> AuditRecord:  # noqa: PLR0911 - one a kind of fact
    match event:
        case HandoffConfirmed():
            told = {"listing": str(event.listing_id), "creator": str(event.creator_id), "credited": event.credited}
            return _noted("handoff.confirmed", f"handoff:{event.handoff_id}", told)
        case ShopAdmitted():
            return _noted("shop.admitted", f"shop:{event.shop_id}", {})
        case ShopWithdrawn():
            return _noted("shop.withdrawn", f"shop:{event.shop_id}", {})
        case OrderPlaced():
            told = {"shop": str(event.shop_id), "purchase": str(event.purchase_id), "rupiah": event.total.rupiah}
            return _noted("order.placed", f"order:{event.order_id}", told)
        case OrderMoved():
            told = {"shop": str(event.shop_id), "from": event.before, "to": event.after, "reason": event.reason}
            return AuditRecord(actor=event.by, action="order.moved", subject=f"order:{event.order_id}", detail=told)
        case SaleCompleted():
            told = {"shop": str(event.shop_id), "rupiah": event.amount.rupiah, "creators": event.commission.rupiah}
            return _noted("sale.completed", f"order:{event.order_id}", told)
        case PaymentAdvanced():
            told = {"state": event.state, "rupiah": event.amount.rupiah, "refunded": event.refunded.rupiah}
            return _noted("payment.advanced", f"payment:{event.payment_id}", told)
        case RefundSent():
            told = {"shop": str(event.shop_id), "order": str(event.order_id), "rupiah": event.amount.rupiah}
            return _noted("refund.sent", f"payment:{event.payment_id}", told)
        case _:
            raise TypeError(type(event).__name__)


def _noted(action: str, subject: str, detail: Mapping[str, object]) -> AuditRecord:
    return AuditRecord(actor=_MARKET, action=action, subject=subject, detail=detail)


NOTE_FACTS = Reaction(
    "evidence.note_facts",
    (HandoffConfirmed, ShopAdmitted, ShopWithdrawn, OrderPlaced, OrderMoved, SaleCompleted, PaymentAdvanced, RefundSent),
    note_facts,
)
