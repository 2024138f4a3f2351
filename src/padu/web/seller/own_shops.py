"""Which shop a seller's page is about: one of their own, and no other's."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from padu.market import identity
from padu.market.sellers import shops_by_id
from padu.platform.unit_of_work import UnitOfWork
from padu.web.ui import NotHereError, Visitor, WebRequest, require_visitor

Slug = Annotated[str, msgspec.Meta(max_length=120)]


class OwnShop(msgspec.Struct, frozen=True):
    """A shop that the visitor runs."""

    shop_id: UUID
    name: str
    slug: str
    status: str


class OwnShops(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor's shops in the order of their names, and the one that the page is about; None where they run none."""

    seller: Visitor
    shops: tuple[OwnShop, ...]
    shop: OwnShop | None


async def seller_of(request: WebRequest) -> Visitor:
    """The seller who is signed in. Raises as `require_visitor`."""
    return await require_visitor(request, "seller")


async def own_shop_ids(uow: UnitOfWork, seller: Visitor) -> tuple[UUID, ...]:
    """The ids of the shops that a seller runs."""
    roles = frozenset(map(identity.Role, seller.roles))
    actor = identity.Actor(account_id=identity.AccountId(seller.account_id), display_name=seller.display_name, roles=roles)
    return tuple(sorted(await identity.shops_of(uow, actor)))


async def own_shops(uow: UnitOfWork, seller: Visitor, slug: str) -> OwnShops:
    """The seller's shops, and the one called `slug`, or the first. A shop that is not theirs is not here."""
    found = await shops_by_id(uow, await own_shop_ids(uow, seller))
    shops = tuple(
        OwnShop(line.shop_id, line.name, line.slug, line.status) for line in sorted(found.values(), key=lambda line: (line.name, line.slug))
    )
    chosen = next((shop for shop in shops if shop.slug == slug), None) if slug else next(iter(shops), None)
    if slug and chosen is None:
        raise NotHereError("the seller runs no such shop")
    return OwnShops(seller=seller, shops=shops, shop=chosen)
