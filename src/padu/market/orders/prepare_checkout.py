"""What a checkout begins with. Couriers are asked for their rates afterwards, outside the transaction."""

from __future__ import annotations

from uuid import UUID

from padu.market.cart import addresses_of, read_cart
from padu.market.orders.types import CheckoutDraft, CheckoutShop
from padu.market.sellers import ships_from
from padu.platform.unit_of_work import UnitOfWork


async def prepare_checkout(uow: UnitOfWork, buyer_id: UUID) -> CheckoutDraft:
    """What of the buyer's basket can be ordered now, from where it is sent, and where it could go."""
    basket = await read_cart(uow, buyer_id)
    places = await ships_from(uow, {shop.shop_id for shop in basket.shops})
    shops = [
        CheckoutShop(shop_id=shop.shop_id, name=shop.name, slug=shop.slug, origin=places[shop.shop_id].postal_code, items=sellable)
        for shop in basket.shops
        if (sellable := tuple(item for item in shop.items if item.can_be_bought))
    ]
    left_out = tuple(item for shop in basket.shops for item in shop.items if not item.can_be_bought)
    return CheckoutDraft(shops=tuple(shops), left_out=left_out, addresses=await addresses_of(uow, buyer_id))
