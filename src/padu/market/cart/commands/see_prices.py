"""Note that a buyer has been told what changed."""

from __future__ import annotations

from uuid import UUID

from padu.market.cart import store
from padu.market.cart.types import Cart
from padu.platform.unit_of_work import UnitOfWork


async def see_prices(uow: UnitOfWork, buyer_id: UUID, shown: Cart) -> None:
    """Take the prices of a basket that the buyer was shown for the ones they know."""
    items = [item for shop in shown.shops for item in shop.items]
    changed = [(item.shop_id, item.variant_id, item.price) for item in items if item.price is not None and item.price != item.seen_price]
    await store.set_seen(uow, buyer_id, changed)
