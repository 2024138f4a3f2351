"""A market with merged shops, and the plan that ships with the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest

from padu.kernel.clock import FixedClock
from padu.kernel.ids import new_id
from padu.market import sellers
from padu.oversight import trial
from padu.platform.unit_of_work import UnitOfWork

TODAY = dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)
BOTH = ("tiktok_shop", "tokopedia")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture(scope="session")
def plan() -> trial.TrialPlan:
    return trial.load_plan(Path(__file__).parents[3] / "law" / "id" / "trial.yaml")


async def open_shops(uow: UnitOfWork, count: int, channels: tuple[str, ...] = BOTH) -> list[UUID]:
    """So many open shops that came from these platforms."""
    shops = [sellers.ShopId(new_id()) for _ in range(count)]
    await sellers.open_shops(uow, [sellers.NewShop(shop_id=shop, name=f"Toko {shop.hex}", joined_at=TODAY) for shop in shops])
    found = [sellers.ShopChannel(shop_id=shop, channel=channel, source_id=shop.hex) for shop in shops for channel in channels]
    await sellers.add_channels(uow, found)
    return list(shops)


@pytest.fixture
def merged() -> Callable[..., Awaitable[list[UUID]]]:
    return open_shops
