"""Publish listings that are new with their stock; correct the shelf of those that both platforms listed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from padu.kernel.ids import new_id
from padu.kernel.money import ExchangeRates
from padu.market import catalog, sellers, stock
from padu.market.sellers import ShopId, WarehouseId
from padu.merge.apply.types import Carried
from padu.merge.apply.value_in_rupiah import value_in_rupiah
from padu.merge.plan import Action, CrosswalkRow, find_targets
from padu.merge.sources import categories
from padu.merge.sources.types import SourceListing, SourceSku
from padu.platform.unit_of_work import UnitOfWork

ShopVariant = tuple[ShopId, catalog.VariantId]


async def carry_listings(
    uow: UnitOfWork, run_id: UUID, chunk: Sequence[Carried[SourceListing]], rates: ExchangeRates
) -> list[CrosswalkRow]:
    """Carry a chunk of listings; returns what each of their SKUs became."""
    new = [carried for carried in chunk if carried.item.action == Action.CREATE]
    merged = [carried for carried in chunk if carried.item.action == Action.MERGE]
    return [*await _publish(uow, run_id, new, rates), *await _join(uow, run_id, merged)]


async def _publish(uow: UnitOfWork, run_id: UUID, new: Sequence[Carried[SourceListing]], rates: ExchangeRates) -> list[CrosswalkRow]:
    ids = {(c.item.platform, sku.source_id): catalog.VariantId(new_id()) for c in new for sku in c.record.skus}
    now = uow.clock.now()
    await catalog.publish_listings(uow, [_listing(c, [ids[c.item.platform, s.source_id] for s in c.record.skus], rates, now) for c in new])
    places = await _warehouses(uow, new)
    default = await sellers.find_default_warehouses(uow, {ShopId(c.shop_id) for c in new})
    movements: list[stock.StockMovement] = []
    for carried in new:
        for sku in carried.record.skus:
            at = (ShopId(carried.shop_id), ids[carried.item.platform, sku.source_id])
            movements += _openings(carried, sku, at, places, default[at[0]], f"merge:{run_id}", now)
    await stock.record_movements(uow, movements)
    return [
        CrosswalkRow(c.item.platform, "sku", sku.source_id, c.shop_id, ids[c.item.platform, sku.source_id])
        for c in new
        for sku in c.record.skus
    ]


def _listing(
    carried: Carried[SourceListing], variant_ids: Sequence[catalog.VariantId], rates: ExchangeRates, now: dt.datetime
) -> catalog.NewListing:
    listing, item = carried.record, carried.item
    on = (listing.updated_at or listing.created_at or now).date()
    variants: list[catalog.NewVariant] = []
    for position, (variant_id, sku) in enumerate(zip(variant_ids, listing.skus, strict=True)):
        asked = value_in_rupiah(sku.price, rates, on)
        variants.append(
            catalog.NewVariant(
                variant_id=variant_id, name=sku.variant, seller_sku=sku.seller_sku, barcode=sku.barcode, position=position,
                price=asked.rupiah, original=asked.original if asked.rate else None, rate=asked.rate,
                status=catalog.ListingStatus(listing.status),
            )
        )  # fmt: skip
    return catalog.NewListing(
        shop_id=ShopId(carried.shop_id),
        listing_id=catalog.ListingId(carried.target_id),
        title=listing.title,
        category_slug=categories.find_slug(item.platform, listing.category_id, listing.category),
        variants=tuple(variants),
        description=listing.description,
        brand=listing.brand,
        condition=catalog.Condition(listing.condition),
        status=catalog.ListingStatus(listing.status),
        weight_grams=listing.weight_grams,
        minimum_order=max(1, listing.minimum_order),
        pictures=listing.images,
        channels=(item.platform.value,),
        created_at=listing.created_at,
        updated_at=listing.updated_at,
    )


async def _warehouses(uow: UnitOfWork, chunk: Sequence[Carried[SourceListing]]) -> dict[str, tuple[UUID, WarehouseId]]:
    """`{seller}/{warehouse}` as the sources write them, to the shop and warehouse they became."""
    found: dict[str, tuple[UUID, WarehouseId]] = {}
    for platform in {c.item.platform for c in chunk}:
        asked = {
            f"{c.record.seller_id}/{level.warehouse_id}"
            for c in chunk
            if c.item.platform == platform
            for sku in c.record.skus
            for level in sku.stock
            if level.warehouse_id
        }
        targets = await find_targets(uow, platform, "warehouse", asked)
        found |= {name: (known.shop_id, WarehouseId(known.target_id)) for name, known in targets.items()}
    return found


def _openings(  # noqa: PLR0913, PLR0917 - everything a journal entry says
    carried: Carried[SourceListing],
    sku: SourceSku,
    at: ShopVariant,
    places: Mapping[str, tuple[UUID, WarehouseId]],
    default: WarehouseId,
    reference: str,
    now: dt.datetime,
) -> list[stock.StockMovement]:
    """One opening entry per warehouse, of zero units too; a warehouse that is not the shop's own counts as its default one."""
    units: defaultdict[WarehouseId, int] = defaultdict(int)
    for level in sku.stock:
        shop_id, warehouse_id = places.get(f"{carried.record.seller_id}/{level.warehouse_id}", (None, default))
        units[warehouse_id if shop_id == at[0] else default] += level.units
    if not units:
        units[default] = 0
    return [
        stock.StockMovement(
            shop_id=at[0], entry_id=stock.EntryId(new_id()), variant_id=at[1], warehouse_id=warehouse_id,
            delta=delta, reason=stock.StockReason.OPENING, reference=reference, at=now,
        )
        for warehouse_id, delta in sorted(units.items())
    ]  # fmt: skip


async def _join(uow: UnitOfWork, run_id: UUID, merged: Sequence[Carried[SourceListing]]) -> list[CrosswalkRow]:
    """Note the other platform on listings that stand, and let the lower of two counts of one shelf stand."""
    if not merged:
        return []
    additions = [
        catalog.ListingChannel(shop_id=ShopId(c.shop_id), listing_id=catalog.ListingId(c.target_id), channel=c.item.platform)
        for c in merged
    ]
    await catalog.add_channel_to_listings(uow, additions)
    variants = await catalog.find_variants(uow, {(ShopId(c.shop_id), catalog.ListingId(c.target_id)) for c in merged})
    shelves = {(shop_id, variant.variant_id) for (shop_id, _), found in variants.items() for variant in found}
    levels = await stock.find_shelves(uow, shelves)
    movements: list[stock.StockMovement] = []
    rows: list[CrosswalkRow] = []
    for carried in merged:
        forms = variants[ShopId(carried.shop_id), catalog.ListingId(carried.target_id)]
        movements += _corrections(
            carried, [level for form in forms for level in levels.get((ShopId(carried.shop_id), form.variant_id), [])], run_id, uow
        )
        for sku in carried.record.skus:
            form = next((f for f in forms if sku.variant and f.name == sku.variant), forms[0])
            rows.append(CrosswalkRow(carried.item.platform, "sku", sku.source_id, carried.shop_id, form.variant_id))
    await stock.record_movements(uow, movements)
    return rows


def _corrections(
    carried: Carried[SourceListing], levels: Sequence[stock.ShelfUnits], run_id: UUID, uow: UnitOfWork
) -> list[stock.StockMovement]:
    """Take the plan's correction from the shelf, warehouse by warehouse."""
    left = -carried.item.kept_units
    movements: list[stock.StockMovement] = []
    for level in levels:
        taken = min(left, level.on_hand)
        if taken > 0:
            left -= taken
            movements.append(
                stock.StockMovement(
                    shop_id=level.shop_id, entry_id=stock.EntryId(new_id()), variant_id=level.variant_id, warehouse_id=level.warehouse_id,
                    delta=-taken, reason=stock.StockReason.SAME_SHELF_CORRECTION, reference=f"merge:{run_id}", at=uow.clock.now(),
                )
            )  # fmt: skip
    return movements
