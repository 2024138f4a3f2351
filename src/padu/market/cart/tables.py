"""Tables of the cart; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table, Text, Uuid

metadata = MetaData(schema="market")

address = Table(
    "address",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("address_id", Uuid, primary_key=True),
    Column("label", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
)

cart_line = Table(
    "cart_line",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("shop_id", Uuid, primary_key=True),
    Column("variant_id", Uuid, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("seen_price_idr", BigInteger, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
)
