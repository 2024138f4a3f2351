"""Answers to completed sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from padu.events import Event
from padu.events.market import SaleCompleted, SoldLine
from padu.exchange.attribution import store
from padu.exchange.attribution.types import AttributedSale, SaleKey
from padu.exchange.register import jakarta_day
from padu.kernel.money import ZERO
from padu.platform.event_log import Reaction
from padu.platform.unit_of_work import UnitOfWork


async def note_sales(uow: UnitOfWork, events: Sequence[Event]) -> None:
    """Keep what creators are credited for. An order completes once and stays so; one that was cancelled never became a sale."""
    sales: list[AttributedSale] = []
    for event in events:
        if isinstance(event, SaleCompleted):
            lines: defaultdict[SaleKey, list[SoldLine]] = defaultdict(list)
            for line in event.lines:
                if line.creator_id is not None:
                    lines[SaleKey(event.shop_id, event.order_id, line.listing_id, line.creator_id)].append(line)
            sales += [
                AttributedSale(
                    key=key,
                    buyer_id=event.buyer_id,
                    day=jakarta_day(event.completed_at),
                    at=event.completed_at,
                    units=sum(line.units for line in theirs),
                    commission=sum((line.commission for line in theirs), ZERO),
                )
                for key, theirs in lines.items()
            ]
    if sales:
        await store.add_sales(uow, sales)


def attribution_reactions() -> tuple[Reaction, ...]:
    """The market's side's reactions."""
    return (Reaction("exchange.attribution", (SaleCompleted,), note_sales),)
