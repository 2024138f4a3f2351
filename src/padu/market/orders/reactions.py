"""What orders answer to others' events."""

from __future__ import annotations

from padu.events.market import PaymentAdvanced, RefundSent
from padu.market.orders.commands.settle_purchases import settle_purchases
from padu.platform.event_log import Reaction


def reactions() -> tuple[Reaction, ...]:
    """Orders follow their payments."""
    return (Reaction("orders.payments", to=(PaymentAdvanced, RefundSent), react=settle_purchases),)
