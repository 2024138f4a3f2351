from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from psycopg.errors import ForeignKeyViolation

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import sellers
from padu.market.sellers import tables
from padu.platform.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio
RowsIn = Callable[[UnitOfWork, str], Awaitable[int]]


def new_shop(clock: FixedClock, name: str, **facts: str) -> sellers.NewShop:
    return sellers.NewShop(shop_id=sellers.ShopId(new_id()), name=name, joined_at=clock.now(), **facts)  # pyright: ignore[reportArgumentType] - only text facts


async def test_a_shop_is_kept_as_it_was_told(market: UnitOfWork, clock: FixedClock) -> None:
    shop = new_shop(
        clock, "Toko 'Maju' Jaya", domain="majujaya", province="Jawa Barat", city="Bandung", phone="628123", postal_code="40111"
    )
    assert await sellers.open_shops(market, [shop]) == {shop.shop_id: "toko-maju-jaya"}
    row = (await market.connection.execute(tables.shop.select().where(tables.shop.c.shop_id == shop.shop_id))).one()
    assert row._asdict() == {
        "shop_id": shop.shop_id,
        "name": "Toko 'Maju' Jaya",
        "slug": "toko-maju-jaya",
        "domain": "majujaya",
        "province": "Jawa Barat",
        "city": "Bandung",
        "postal_code": "40111",
        "seller_type": "LOCAL",
        "status": "open",
        "phone": "628123",
        "joined_at": clock.now(),
    }


async def test_slugs_stay_unique_over_batches_and_follow_the_order_given(market: UnitOfWork, clock: FixedClock) -> None:
    first = [new_shop(clock, "Toko Sama") for _ in range(7)]
    second = [new_shop(clock, "toko SAMA"), new_shop(clock, "Toko Lain"), new_shop(clock, "Toko Sama 2")]
    opened = await sellers.open_shops(market, first)
    assert [opened[shop.shop_id] for shop in first] == ["toko-sama", *(f"toko-sama-{n}" for n in range(2, 8))]
    opened = await sellers.open_shops(market, second)
    assert [opened[shop.shop_id] for shop in second] == ["toko-sama-8", "toko-lain", "toko-sama-2-2"]


async def test_opening_twice_opens_once(market: UnitOfWork, clock: FixedClock, rows_in: RowsIn) -> None:
    shops = [new_shop(clock, "Toko Sekali"), new_shop(clock, "Toko Lagi")]
    assert len(await sellers.open_shops(market, [*shops, shops[0]])) == 2
    before = await rows_in(market, "shop"), await rows_in(market, "shop_slug")
    renamed = sellers.NewShop(shop_id=shops[0].shop_id, name="Nama Baru", joined_at=clock.now())
    assert await sellers.open_shops(market, [renamed, shops[1]]) == {}
    assert (await rows_in(market, "shop"), await rows_in(market, "shop_slug")) == before == (2, 2)
    names = (await market.connection.execute(tables.shop.select().order_by(tables.shop.c.name))).all()
    assert [row.name for row in names] == ["Toko Lagi", "Toko Sekali"]


@pytest.mark.parametrize(("facts", "code"), [({"name": " "}, "shop.nameless"), ({"name": "Toko", "phone": "+62 812"}, "shop.phone")])
async def test_a_shop_that_cannot_be_is_refused_with_its_batch(
    market: UnitOfWork, clock: FixedClock, rows_in: RowsIn, facts: dict[str, str], code: str
) -> None:
    bad = new_shop(clock, **facts)
    with pytest.raises(sellers.SellersError) as caught:
        await sellers.open_shops(market, [new_shop(clock, "Toko Baik"), bad])
    assert caught.value.code == code
    assert str(bad.shop_id) in caught.value.where
    assert await rows_in(market, "shop") == await rows_in(market, "shop_slug") == 0


async def test_channels_and_warehouses_are_added_once(market: UnitOfWork, clock: FixedClock, rows_in: RowsIn) -> None:
    shop = new_shop(clock, "Toko")
    await sellers.open_shops(market, [shop])
    channels = [sellers.ShopChannel(shop_id=shop.shop_id, channel=c, source_id=s) for c, s in [("tiktok_shop", "7"), ("tokopedia", "toko")]]
    warehouse = sellers.NewWarehouse(shop_id=shop.shop_id, warehouse_id=sellers.WarehouseId(new_id()), name="Gudang", city="Solo")
    assert await sellers.add_channels(market, channels) == channels
    assert await sellers.add_channels(market, channels) == []
    assert await sellers.open_warehouses(market, [warehouse]) == {warehouse.warehouse_id}
    assert await sellers.open_warehouses(market, [warehouse]) == set()
    assert await rows_in(market, "shop_channel") == 2
    assert await rows_in(market, "warehouse") == 1


async def test_a_channel_without_an_id_is_refused(market: UnitOfWork, clock: FixedClock, rows_in: RowsIn) -> None:
    shop = new_shop(clock, "Toko")
    await sellers.open_shops(market, [shop])
    with pytest.raises(sellers.SellersError) as caught:
        await sellers.add_channels(market, [sellers.ShopChannel(shop_id=shop.shop_id, channel="Tokopedia", source_id="x")])
    assert caught.value.code == "shop.channel"
    assert await rows_in(market, "shop_channel") == 0


async def test_a_warehouse_of_no_shop_is_refused(market: UnitOfWork, rows_in: RowsIn) -> None:
    nowhere = sellers.NewWarehouse(shop_id=sellers.ShopId(new_id()), warehouse_id=sellers.WarehouseId(new_id()))
    with pytest.raises(ForeignKeyViolation):
        async with market.connection.begin_nested():
            await sellers.open_warehouses(market, [nowhere])
    assert await rows_in(market, "warehouse") == 0


async def test_found_and_missing_shops(market: UnitOfWork, clock: FixedClock) -> None:
    shop = new_shop(clock, "Toko")
    await sellers.open_shops(market, [shop])
    plain, default = (sellers.WarehouseId(new_id()) for _ in range(2))
    await sellers.open_warehouses(
        market,
        [
            sellers.NewWarehouse(shop_id=shop.shop_id, warehouse_id=plain),
            sellers.NewWarehouse(shop_id=shop.shop_id, warehouse_id=default, is_default=True),
        ],
    )
    ghost = sellers.ShopId(new_id())
    assert await sellers.find_default_warehouses(market, [shop.shop_id, ghost]) == {shop.shop_id: default}
    assert await sellers.find_missing_shops(market, {(shop.shop_id, shop.shop_id), (ghost, ghost)}) == {(ghost, ghost)}
