"""Tables of the sellers' room; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKeyConstraint, MetaData, Table, Text, Uuid

metadata = MetaData(schema="market")

shop = Table(
    "shop",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("seller_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
)

shop_slug = Table(
    "shop_slug",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("shop_id", Uuid, nullable=False, unique=True),
)

shop_channel = Table(
    "shop_channel",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    ForeignKeyConstraint(["shop_id"], ["market.shop.shop_id"]),
)

warehouse = Table(
    "warehouse",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("warehouse_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("is_default", Boolean, nullable=False),
    ForeignKeyConstraint(["shop_id"], ["market.shop.shop_id"]),
)
