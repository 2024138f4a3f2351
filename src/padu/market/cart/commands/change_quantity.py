"""Change how many units of something are in the basket."""

from __future__ import annotations

from uuid import UUID

from padu.market.cart import rules, store
from padu.platform.unit_of_work import UnitOfWork


async def change_quantity(uow: UnitOfWork, buyer_id: UUID, shop_id: UUID, variant_id: UUID, quantity: int) -> None:
    """Change the units of what is in; none takes it out, and what is not in stays out. Errors: `cart.quantity`."""
    if quantity == 0:
        await store.take_out(uow, buyer_id, [(shop_id, variant_id)])
        return
    rules.check_quantity(quantity)
    await store.set_units(uow, (buyer_id, shop_id, variant_id), quantity)
