"""Write down where a buyer has things sent, or forget it."""

from __future__ import annotations

from uuid import UUID

from padu.market.cart import rules, store
from padu.market.cart.types import Address
from padu.platform.unit_of_work import UnitOfWork


async def keep_address(uow: UnitOfWork, buyer_id: UUID, address: Address) -> Address:
    """Keep the address as the one last used, anew where the buyer has one of this id; returns it as kept. Errors: `cart.address`.

    Of more than `rules.MOST_ADDRESSES` the one that was not used for longest is forgotten; orders keep their own copies.
    """
    kept = rules.clean_address(address)
    await store.save_address(uow, buyer_id, kept, uow.clock.now())
    await store.drop_old_addresses(uow, buyer_id, rules.MOST_ADDRESSES)
    return kept


async def forget_address(uow: UnitOfWork, buyer_id: UUID, address_id: UUID) -> None:
    """Forget an address; orders that were sent there keep their own copy."""
    await store.drop_address(uow, buyer_id, address_id)
