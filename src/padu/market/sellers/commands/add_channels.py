"""Note which platforms shops came from."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.sellers import rules, store
from padu.market.sellers.types import ShopChannel
from padu.platform.unit_of_work import UnitOfWork


async def add_channels(uow: UnitOfWork, channels: Sequence[ShopChannel]) -> list[ShopChannel]:
    """Note channels of shops that exist; returns those that were not noted yet. A shop may have several ids on one platform."""
    rules.check_channels(channels)
    return await store.add_channels(uow, channels) if channels else []
