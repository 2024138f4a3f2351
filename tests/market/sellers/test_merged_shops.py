from __future__ import annotations

import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import sellers
from padu.platform.unit_of_work import UnitOfWork


@pytest.mark.anyio
async def test_a_shop_is_merged_where_it_came_from_both_platforms(market: UnitOfWork, clock: FixedClock) -> None:
    names = {"both": ("tiktok_shop", "tokopedia"), "twice on one": ("tokopedia",), "neither": (), "another too": ("olist", "tiktok_shop")}
    shops = {name: sellers.ShopId(new_id()) for name in names}
    await sellers.open_shops(market, [sellers.NewShop(shop_id=shops[name], name=name, joined_at=clock.now()) for name in names])
    channels = [
        sellers.ShopChannel(shop_id=shops[name], channel=channel, source_id=source)
        for name, found in names.items()
        for channel in found
        for source in ("1", "2")
    ]
    await sellers.add_channels(market, channels)
    assert await sellers.shops_on_channels(market, ["tiktok_shop", "tokopedia"]) == (shops["both"],)
    assert set(await sellers.shops_on_channels(market, ["tokopedia"])) == {shops["both"], shops["twice on one"]}
