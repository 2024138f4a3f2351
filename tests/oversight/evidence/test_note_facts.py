"""What is traded stands in the audit log, once each, without anybody's name."""

from __future__ import annotations

from typing import Protocol

import pytest

from padu.events.exchange import HandoffConfirmed
from padu.events.market import OrderMoved, OrderPlaced, PaymentAdvanced, RefundSent, SaleCompleted
from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.oversight.evidence import NOTE_FACTS
from padu.platform.event_log import react_once
from padu.platform.unit_of_work import open_database

pytestmark = pytest.mark.anyio


class Urls(Protocol):
    app_url: str


async def test_every_fact_of_a_sale_is_noted_once(committed_market: Urls, clock: FixedClock) -> None:
    database = open_database(committed_market.app_url, clock)
    shop, order, purchase, payment, buyer = (new_id() for _ in range(5))
    now, total = clock.now(), Money(109_000)
    moved = OrderMoved(shop_id=shop, order_id=order, purchase_id=purchase, before="paid", after="packed", by="seller", reason="", at=now)
    async with database.unit_of_work() as uow:
        uow.tell(
            HandoffConfirmed(handoff_id=new_id(), shop_id=shop, listing_id=new_id(), creator_id=new_id(), credited=True, at=now),
            OrderPlaced(shop_id=shop, order_id=order, purchase_id=purchase, total=total, pay_by=now),
            moved,
            SaleCompleted(shop_id=shop, order_id=order, buyer_id=buyer, lines=(), amount=total, commission=Money(0), completed_at=now),
            PaymentAdvanced(payment_id=payment, buyer_id=buyer, purchase_id=purchase, state="paid", amount=total, refunded=Money(0)),
            RefundSent(payment_id=payment, refund_id=new_id(), shop_id=shop, order_id=order, amount=total, at=now),
        )
    while await react_once(database, NOTE_FACTS):
        pass
    async with database.unit_of_work() as uow:
        rows = await (await (await uow.driver()).execute("select action, actor, subject, leaf from platform.audit_entry")).fetchall()
    await database.close()
    assert sorted(row[0] for row in rows) == [
        "handoff.confirmed", "order.moved", "order.placed", "payment.advanced", "refund.sent", "sale.completed",
    ]  # fmt: skip
    assert [row[1] for row in rows if row[0] == "order.moved"] == ["seller"]
    assert not any(str(buyer) in row[3] for row in rows)
