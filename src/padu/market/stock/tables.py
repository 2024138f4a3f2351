"""Tables of stock; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Integer, MetaData, Table, Text, UniqueConstraint, Uuid

metadata = MetaData(schema="market")

stock = Table(
    "stock",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("warehouse_id", Uuid, primary_key=True),
    Column("on_hand", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
)

stock_entry = Table(
    "stock_entry",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("entry_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, nullable=False),
    Column("warehouse_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("delta", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("shop_id", "variant_id", "warehouse_id", "number"),
    ForeignKeyConstraint(
        ["shop_id", "variant_id", "warehouse_id"], ["market.stock.shop_id", "market.stock.variant_id", "market.stock.warehouse_id"]
    ),
)
