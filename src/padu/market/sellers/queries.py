"""Reads of the sellers for pages: shops by address and by id, cities to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlalchemy import text

from padu.platform.unit_of_work import UnitOfWork


class ShopLine(msgspec.Struct, frozen=True, kw_only=True):
    """A shop as a card or a product page names it."""

    shop_id: UUID
    name: str
    slug: str
    province: str
    city: str
    status: str
    joined_at: dt.datetime


class ShopDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A shop on its own page. `channels`: the platforms it came from."""

    shop: ShopLine
    seller_type: str
    channels: tuple[str, ...]


class CityLine(msgspec.Struct, frozen=True):
    """A city and how many open shops are in it."""

    name: str
    shops: int


_LINE = "select shop_id, name, slug, province, city, status, joined_at from market.shop"


async def shop_by_slug(uow: UnitOfWork, slug: str) -> ShopDetail | None:
    """The shop that a readable address belongs to; two steps, because the address is a lookup over all shops."""
    owner = await uow.connection.execute(text("select shop_id from market.shop_slug where slug = :slug"), {"slug": slug})
    shop_id = owner.scalar_one_or_none()
    if shop_id is None:
        return None
    key = {"shop_id": shop_id}
    row = (
        (await uow.connection.execute(text(_LINE.replace(" from", ", seller_type from") + " where shop_id = :shop_id"), key))
        .mappings()
        .one()
    )
    channels = await uow.connection.execute(
        text("select distinct channel from market.shop_channel where shop_id = :shop_id order by channel"), key
    )
    values = dict(row)
    seller_type = str(values.pop("seller_type"))
    return ShopDetail(shop=ShopLine(**values), seller_type=seller_type, channels=tuple(channels.scalars()))


async def shops_by_id(uow: UnitOfWork, shop_ids: Collection[UUID]) -> dict[UUID, ShopLine]:
    """The shops of these ids."""
    if not shop_ids:
        return {}
    found = await uow.connection.execute(text(f"{_LINE} where shop_id = any(:shop_ids)"), {"shop_ids": list(shop_ids)})
    return {row["shop_id"]: ShopLine(**row) for row in found.mappings()}


async def newest_shops(uow: UnitOfWork, limit: int = 8) -> tuple[ShopLine, ...]:
    """Open shops, the ones that joined last first."""
    found = await uow.connection.execute(
        text(f"{_LINE} where status = 'open' order by joined_at desc, shop_id limit :limit"), {"limit": limit}
    )
    return tuple(ShopLine(**row) for row in found.mappings())


async def busiest_cities(uow: UnitOfWork, limit: int = 12) -> tuple[CityLine, ...]:
    """The cities with the most open shops."""
    statement = (
        "select city as name, count(*) as shops from market.shop where status = 'open' and city <> ''"
        " group by city order by count(*) desc, city limit :limit"
    )
    found = await uow.connection.execute(text(statement), {"limit": limit})
    return tuple(CityLine(**row) for row in found.mappings())


async def shops_in_city(uow: UnitOfWork, city: str) -> tuple[UUID, ...]:
    """The ids of a city's open shops."""
    found = await uow.connection.execute(text("select shop_id from market.shop where city = :city and status = 'open'"), {"city": city})
    return tuple(found.scalars())


class ShipsFrom(msgspec.Struct, frozen=True, kw_only=True):
    """Where a shop's parcels are collected, as far as it told; `is_abroad` for one that sells from outside Indonesia."""

    shop_id: UUID
    name: str
    phone: str
    address: str
    postal_code: str
    is_abroad: bool


async def ships_from(uow: UnitOfWork, shop_ids: Collection[UUID]) -> dict[UUID, ShipsFrom]:
    """Where each of these shops ships from: its default warehouse, and for what that does not say, the shop itself."""
    statement = text("""
        select distinct on (s.shop_id) s.shop_id, s.name, s.phone, s.seller_type = 'CROSS_BORDER' as is_abroad,
            concat_ws(', ', nullif(w.name, ''), nullif(w.district, ''), coalesce(nullif(w.city, ''), s.city),
                coalesce(nullif(w.province, ''), s.province)) as address,
            coalesce(nullif(w.postal_code, ''), s.postal_code) as postal_code
        from market.shop s
        left join market.warehouse w on w.shop_id = s.shop_id
        where s.shop_id = any(:shop_ids)
        order by s.shop_id, w.is_default desc nulls last, w.warehouse_id
    """)
    found = await uow.connection.execute(statement, {"shop_ids": list(shop_ids)})
    return {row["shop_id"]: ShipsFrom(**row) for row in found.mappings()}
