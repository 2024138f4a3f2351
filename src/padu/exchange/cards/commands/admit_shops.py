"""Say whose listings may be lent."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from padu.events.exchange import ShopAdmitted, ShopWithdrawn
from padu.exchange.cards import store_lent
from padu.exchange.cards.commands.withdraw import withdraw
from padu.platform.unit_of_work import UnitOfWork


async def admit_shops(uow: UnitOfWork, shop_ids: Collection[UUID]) -> set[UUID]:
    """Let these shops' listings be lent from now on; returns the shops that were not admitted before. Their cards follow soon."""
    if not shop_ids:
        return set()
    new = await store_lent.admit(uow, shop_ids)
    uow.tell(*(ShopAdmitted(shop_id=shop_id, at=uow.clock.now()) for shop_id in new))
    return set(new)


async def withdraw_shops(uow: UnitOfWork, shop_ids: Collection[UUID]) -> set[UUID]:
    """Take the admission back and withdraw these shops' cards at once; returns the shops that were admitted until now."""
    if not shop_ids:
        return set()
    gone = await store_lent.dismiss(uow, shop_ids)
    await withdraw(uow, await store_lent.lent_keys(uow, shop_ids))
    uow.tell(*(ShopWithdrawn(shop_id=shop_id, at=uow.clock.now()) for shop_id in gone))
    return set(gone)
