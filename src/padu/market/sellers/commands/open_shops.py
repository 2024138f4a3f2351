"""Open shops, each under an address of its own."""

from __future__ import annotations

from collections.abc import Sequence

from padu.market.sellers import rules, store
from padu.market.sellers.types import NewShop, ShopId
from padu.platform.unit_of_work import UnitOfWork


async def open_shops(uow: UnitOfWork, shops: Sequence[NewShop]) -> dict[ShopId, str]:
    """Open every shop that is not open yet; returns the slugs of those, by shop.

    A shop's slug comes from its name, with `-2`, `-3` … where it is taken, in the order given. A shop that is open already
    stays as it is. Raises `SellersError` before anything is written where a shop has no name.
    """
    rules.check_shops(shops)
    once = {shop.shop_id: shop for shop in shops}
    waiting = dict(once)
    slugs: dict[ShopId, str] = {}
    while waiting:
        # Asked again in every round: another transaction may have opened one of them, or taken a slug, in between.
        for shop_id in await store.open_already(uow, waiting):
            del waiting[shop_id]
        if not waiting:
            break
        proposed = await _propose(uow, waiting)
        claimed = await store.claim_slugs(uow, proposed)
        slugs |= claimed
        for shop_id in claimed:
            del waiting[shop_id]
    if slugs:
        await store.add_shops(uow, [shop for shop in once.values() if shop.shop_id in slugs], slugs)
    return slugs


async def _propose(uow: UnitOfWork, waiting: dict[ShopId, NewShop]) -> dict[ShopId, str]:
    """A free slug for each waiting shop. Slugs are looked up by key only, further ahead in each round."""
    names = [shop.name for shop in waiting.values()]
    taken: set[str] = set()
    ahead = 4
    while True:
        slugs = rules.choose_slugs(names, taken)
        newly_taken = await store.taken_slugs(uow, slugs)
        if not newly_taken:
            return dict(zip(waiting, slugs, strict=True))
        crowded = {rules.slugify(name) for name, slug in zip(names, slugs, strict=True) if slug in newly_taken}
        taken |= newly_taken | await store.taken_slugs(uow, {form for base in crowded for form in rules.first_forms(base, ahead)})
        ahead *= 4
