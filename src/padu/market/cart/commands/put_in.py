"""Put something into the basket."""

from __future__ import annotations

from uuid import UUID

from padu.market.cart import rules, store
from padu.market.cart.types import CartError
from padu.platform.unit_of_work import UnitOfWork


async def put_in(uow: UnitOfWork, buyer_id: UUID, shop_id: UUID, variant_id: UUID, quantity: int = 1) -> None:
    """Put units of a variant in, beside those that are in already. Errors: `cart.quantity`, `cart.not_sold`, `cart.full`."""
    rules.check_quantity(quantity)
    price = await store.price_of(uow, shop_id, variant_id)
    if price is None:
        raise CartError("cart.not_sold", "this is not sold here any more", where=f"variant {variant_id}", todo="look for another one")
    if await store.count_others(uow, buyer_id, shop_id, variant_id) >= rules.MOST_THINGS:
        raise CartError("cart.full", f"a basket holds {rules.MOST_THINGS} different things", todo="buy or take out something first")
    await store.add_units(uow, (buyer_id, shop_id, variant_id), quantity, price)
