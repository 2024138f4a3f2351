"""Load and save shops, their addresses, channels and warehouses; no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import msgspec

from padu.market.sellers.types import NewShop, NewWarehouse, ShopChannel, ShopId, WarehouseId
from padu.platform.unit_of_work import UnitOfWork

_OPEN_ALREADY = "select shop_id from market.shop where shop_id = any(%s::uuid[])"

_TAKEN_SLUGS = "select slug from market.shop_slug where slug = any(%s::text[])"

# Does nothing where the slug is taken or the shop has one: both are asked again afterwards.
_CLAIM_SLUGS = """
    insert into market.shop_slug (slug, shop_id)
    select slug, shop_id from unnest(%s::text[], %s::uuid[]) as claim (slug, shop_id) order by slug
    on conflict do nothing
    returning shop_id, slug
"""

_ADD_SHOPS = """
    insert into market.shop
        (shop_id, name, slug, domain, province, city, postal_code, seller_type, status, phone, joined_at)
    select shop_id, name, slug, domain, province, city, postal_code, seller_type, status, phone, joined_at
    from json_to_recordset(%s::json) as r (
        shop_id uuid, name text, slug text, domain text, province text, city text, postal_code text, seller_type text, status text,
        phone text, joined_at timestamptz)
    order by shop_id
    returning shop_id
"""

_ADD_CHANNELS = """
    insert into market.shop_channel (shop_id, channel, source_id)
    select shop_id, channel, source_id
    from json_to_recordset(%s::json) as r (shop_id uuid, channel text, source_id text)
    order by shop_id, channel, source_id
    on conflict (shop_id, channel, source_id) do nothing
    returning shop_id, channel, source_id
"""

_ADD_WAREHOUSES = """
    insert into market.warehouse (shop_id, warehouse_id, name, province, city, district, postal_code, is_default)
    select shop_id, warehouse_id, name, province, city, district, postal_code, is_default
    from json_to_recordset(%s::json) as r (
        shop_id uuid, warehouse_id uuid, name text, province text, city text, district text, postal_code text, is_default boolean)
    order by shop_id, warehouse_id
    on conflict (shop_id, warehouse_id) do nothing
    returning warehouse_id
"""


async def open_already(uow: UnitOfWork, shops: Iterable[ShopId]) -> set[ShopId]:
    """Which of these shops exist."""
    cursor = await (await uow.driver()).execute(_OPEN_ALREADY, [list(shops)])
    return {ShopId(row[0]) for row in await cursor.fetchall()}


async def taken_slugs(uow: UnitOfWork, slugs: Iterable[str]) -> set[str]:
    """Which of these addresses belong to a shop."""
    cursor = await (await uow.driver()).execute(_TAKEN_SLUGS, [list(slugs)])
    return {row[0] for row in await cursor.fetchall()}


async def claim_slugs(uow: UnitOfWork, claims: Mapping[ShopId, str]) -> dict[ShopId, str]:
    """Write the claims that nobody else wrote first; returns those."""
    cursor = await (await uow.driver()).execute(_CLAIM_SLUGS, [list(claims.values()), list(claims)])
    return {ShopId(shop_id): slug for shop_id, slug in await cursor.fetchall()}


async def add_shops(uow: UnitOfWork, shops: Sequence[NewShop], slugs: Mapping[ShopId, str]) -> None:
    """Insert shops with the slugs they claimed; claiming was what made sure that nobody else opens them."""
    await _insert(uow, _ADD_SHOPS, [{**msgspec.structs.asdict(shop), "slug": slugs[shop.shop_id]} for shop in shops])


async def add_channels(uow: UnitOfWork, channels: Sequence[ShopChannel]) -> list[ShopChannel]:
    """Insert channels; returns those that were not there."""
    added = await _insert(uow, _ADD_CHANNELS, channels)
    return [ShopChannel(shop_id=ShopId(shop_id), channel=channel, source_id=source_id) for shop_id, channel, source_id in added]


async def add_warehouses(uow: UnitOfWork, warehouses: Sequence[NewWarehouse]) -> set[WarehouseId]:
    """Insert warehouses; returns those that were not there."""
    return {WarehouseId(row[0]) for row in await _insert(uow, _ADD_WAREHOUSES, warehouses)}


async def _insert(uow: UnitOfWork, statement: LiteralString, rows: object) -> list[Any]:
    cursor = await (await uow.driver()).execute(statement, [msgspec.json.encode(rows).decode()])
    return await cursor.fetchall()
