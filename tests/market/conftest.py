"""A small market built through its doors, for tests of what stands on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import catalog, sellers
from padu.platform.unit_of_work import UnitOfWork

LONG_AGO = dt.datetime(2023, 5, 4, 3, 2, 1, tzinfo=dt.UTC)
Counter = Callable[[UnitOfWork, str], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class SmallMarket:
    """One shop with one warehouse and one listing of two variants."""

    shop_id: sellers.ShopId
    warehouse_id: sellers.WarehouseId
    listing: catalog.NewListing

    @property
    def listing_id(self) -> catalog.ListingId:
        return self.listing.listing_id

    @property
    def variants(self) -> Sequence[catalog.VariantId]:
        return [variant.variant_id for variant in self.listing.variants]


async def build_small_market(uow: UnitOfWork, name: str = "Toko Kecil") -> SmallMarket:
    shop_id, warehouse_id = sellers.ShopId(new_id()), sellers.WarehouseId(new_id())
    await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name=name, joined_at=LONG_AGO)])
    await sellers.open_warehouses(uow, [sellers.NewWarehouse(shop_id=shop_id, warehouse_id=warehouse_id, name="Gudang", is_default=True)])
    listing = catalog.NewListing(
        shop_id=shop_id,
        listing_id=catalog.ListingId(new_id()),
        title="Kaos polos",
        category_slug="fashion-pria",
        variants=tuple(
            catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(price), name=name, position=position)
            for position, (name, price) in enumerate([("Merah", 45_000), ("Biru", 47_500)])
        ),
    )
    await catalog.publish_listings(uow, [listing])
    return SmallMarket(shop_id, warehouse_id, listing)


async def count_rows(uow: UnitOfWork, table: str) -> int:
    """All rows of a table of the market's schema."""
    cursor = await (await uow.driver()).execute(f"select count(*) from market.{table}".encode())
    row = await cursor.fetchone()
    return row[0] if row else 0


@pytest.fixture
async def small(market: UnitOfWork) -> SmallMarket:
    return await build_small_market(market)


@pytest.fixture
def rows_in() -> Counter:
    return count_rows


@pytest.fixture
def build_market() -> Callable[..., Awaitable[SmallMarket]]:
    return build_small_market
