"""Two shops with their sellers, and orders that buyers placed and paid, all made through the doors."""

# ruff: noqa: ANN401 - the fixtures' classes live in conftest.py, which tests cannot import

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.market import trading
from tests.web.browser import Browser

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.kernel.money import Money
from padu.market import catalog, identity, orders, sellers
from padu.platform.unit_of_work import Database, UnitOfWork, open_database

PASSWORD = "kuda lumping biru"  # noqa: S105 - made up for tests


@dataclass(frozen=True, slots=True)
class Stall:
    """A shop with one warehouse and one listing of two variants, as `trading` wants it."""

    shop_id: sellers.ShopId
    warehouse_id: sellers.WarehouseId
    listing: catalog.NewListing

    @property
    def listing_id(self) -> catalog.ListingId:
        return self.listing.listing_id

    @property
    def variants(self) -> list[catalog.VariantId]:
        return [variant.variant_id for variant in self.listing.variants]


@dataclass(frozen=True, slots=True)
class Bazaar:
    """The market behind the pages: Sari runs two shops, Budi one."""

    database: Database
    clock: FixedClock
    sari: tuple[Stall, Stall]
    budi: Stall

    async def order(self, stall: Stall, quantity: int = 1, *, paid: bool = True) -> UUID:
        """A buyer orders, and pays."""
        async with self.database.unit_of_work() as uow:
            wanted = trading.wish(trading.order(stall, trading.line(stall, 0, quantity)))
            (placed,) = await trading.place(uow, wanted)
            if paid:
                await trading.told_payment(uow, wanted, placed)
        return placed.order_ids[0]

    async def status_of(self, order_id: UUID) -> str:
        async with self.database.unit_of_work() as uow:
            return await trading.status_of(uow, order_id)

    async def receive(self, stall: Stall, order_id: UUID, seller_id: UUID) -> None:
        """The order is packed, carried and received."""
        key = orders.OrderKey(stall.shop_id, order_id)
        async with self.database.unit_of_work() as uow:
            await orders.pack_order(uow, seller_id, key)
            await orders.follow_parcel(uow, key, orders.OrderStatus.DELIVERED)
        self.clock.advance(trading.DEADLINES.complete_within)
        await orders.complete_delivered(self.database)


async def build_stall(uow: UnitOfWork, name: str) -> Stall:
    shop_id, warehouse_id = sellers.ShopId(new_id()), sellers.WarehouseId(new_id())
    await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop_id, name=name, joined_at=uow.clock.now())])
    await sellers.open_warehouses(uow, [sellers.NewWarehouse(shop_id=shop_id, warehouse_id=warehouse_id, is_default=True)])
    listing = catalog.NewListing(
        shop_id=shop_id,
        listing_id=catalog.ListingId(new_id()),
        title=f"Kaos <b>{name}",
        category_slug="fashion-pria",
        variants=tuple(
            catalog.NewVariant(variant_id=catalog.VariantId(new_id()), price=Money(price), name=colour, position=position)
            for position, (colour, price) in enumerate([("Merah", 45_000), ("Biru", 47_500)])
        ),
    )
    await catalog.publish_listings(uow, [listing])
    stall = Stall(shop_id, warehouse_id, listing)
    await trading.shelve(uow, stall, 40, 3)
    return stall


@pytest.fixture
async def bazaar(committed_market: Any, clock: FixedClock, open_market_person: Any) -> AsyncIterator[Bazaar]:
    database = open_database(committed_market.app_url, clock)
    sari, budi = await open_market_person("seller", "shopper", login="sari"), await open_market_person("seller", login="budi")
    async with database.unit_of_work() as uow:
        stalls = [await build_stall(uow, name) for name in ("Batik Sari", "Kopi Sari", "Toko Budi")]
        for stall, seller in zip(stalls, (sari, sari, budi), strict=True):
            await identity.join_shop(uow, stall.shop_id, seller.account_id, identity.StaffRole.OWNER)
    yield Bazaar(database, clock, (stalls[0], stalls[1]), stalls[2])
    await database.close()


@pytest.fixture
async def as_sari(shop: Browser, bazaar: Bazaar) -> Browser:
    """A browser in which Sari is signed in."""
    del bazaar
    await shop.submit("/masuk", "/masuk", login="sari", password=PASSWORD)
    return shop
