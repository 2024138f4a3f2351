"""Withdraw cards."""

from __future__ import annotations

from collections.abc import Sequence

from padu.exchange.cards import store_lent
from padu.exchange.cards.types import ListingKey
from padu.platform.unit_of_work import UnitOfWork


async def withdraw(uow: UnitOfWork, keys: Sequence[ListingKey]) -> int:
    """Lend these listings no longer; returns how many were lent. The social side loses them with its next pull."""
    if not keys:
        return 0
    last = await store_lent.lock_numbers(uow)
    lent = sorted(await store_lent.standing_cards(uow, sorted(set(keys))))
    if lent:
        await store_lent.withdraw_cards(uow, lent, last=last)
    return len(lent)
