"""Open the demo's trial at its first stage, and gather what its creators could show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from padu.demo.cast import Good
from padu.exchange.cards import find_lent
from padu.market import catalog, sellers, stock
from padu.oversight import trial
from padu.platform.unit_of_work import Database, UnitOfWork
from padu.web.ui.pictures import picture_of

_POSTAL_CODE = re.compile(r"[1-9][0-9]{4}")
_SHOPS = 24
_OF_A_SHOP = 12


async def open_the_trial(database: Database, plan: trial.TrialPlan, *, actor: str) -> None:
    """The trial for merged sellers, as many as its first stage lets in; opened where there is none yet."""
    async with database.unit_of_work() as uow:
        if await trial.current_trial(uow):
            return
        merged = sorted(await trial.merged_shops(uow))
        caps = trial.in_force(plan.stages[0].caps, trial.jakarta_day(uow.clock.now()))
        shops = merged[: caps.shops] if caps else merged
        await trial.open_trial(uow, plan, shops=shops, reason="Tahap pertama untuk penjual yang sudah digabungkan.", actor=actor)


async def goods_to_show(database: Database) -> list[Good]:
    """Lent listings of some of the trial's shops that a courier can collect from, the same on every run."""
    async with database.unit_of_work() as uow:
        standing = await trial.current_trial(uow)
        members = await trial.members_of(uow, standing.trial_id) if standing else ()
        places = await sellers.ships_from(uow, members)
        shops = await sellers.shops_by_id(uow, [shop for shop, place in places.items() if _POSTAL_CODE.fullmatch(place.postal_code)])
        goods: list[Good] = []
        for shop in sorted(shops.values(), key=lambda each: each.slug)[:_SHOPS]:
            goods += await _goods_of(uow, shop)
        return goods


async def _goods_of(uow: UnitOfWork, shop: sellers.ShopLine) -> list[Good]:
    page = await catalog.list_listings(uow, catalog.ListingFilter(shop_ids=(shop.shop_id,)), limit=_OF_A_SHOP)
    units = await _least_units(uow, shop.shop_id, [line.listing_id for line in page.lines])
    goods: list[Good] = []
    for line in page.lines:
        lent = await find_lent(uow, line.listing_id) if units.get(line.listing_id) else None
        if lent is not None and lent.is_lent:
            picture = picture_of(line.picture, emoji=lent.card.emoji, name=line.listing_id.hex)
            good = Good(
                shop_id=shop.shop_id,
                shop_slug=shop.slug,
                city=lent.card.city,
                listing_id=line.listing_id,
                title=line.title,
                category=line.category_slug,
                price=line.price.rupiah,
                units=units[line.listing_id],
                emoji=picture.codepoint,
            )
            goods.append(good)
    return goods


async def _least_units(uow: UnitOfWork, shop_id: UUID, listing_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Units of each listing's scarcest variant: whichever a visitor chooses, there is enough of it."""
    least: dict[UUID, int] = {}
    for listing_id in listing_ids:
        detail = await catalog.listing_detail(uow, shop_id, listing_id)
        variants = [variant.variant_id for variant in detail.variants] if detail else []
        units = await stock.units_of_variants(uow, shop_id, variants)
        least[listing_id] = min((units.get(variant, 0) for variant in variants), default=0)
    return least
