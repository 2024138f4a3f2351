"""Whom to credit for a sale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from padu.exchange import consent
from padu.exchange.handoff import rules, store
from padu.exchange.handoff.types import CreditedHandoff
from padu.platform.unit_of_work import UnitOfWork


async def credited_creators(
    uow: UnitOfWork, buyer_id: UUID, listing_ids: Collection[UUID], now: dt.datetime
) -> dict[UUID, CreditedHandoff]:
    """By listing, the creator to credit if this buyer orders it now: a hand-off of the last seven days, and a consent that stands."""
    if not listing_ids:
        return {}
    found = await store.credits_of(uow, buyer_id, listing_ids)
    return rules.choose_credits(found, await consent.standing(uow, {credit.receipt_id for credit in found}), now)
