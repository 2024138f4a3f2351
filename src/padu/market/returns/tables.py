"""Table of returns; the revisions in migrations/market/ are what really makes it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, MetaData, Numeric, Table, Text, UniqueConstraint, Uuid

metadata = MetaData(schema="market")

order_return = Table(
    "order_return",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("return_id", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=True),
    Column("platform", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("return_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("refund_original", Numeric, nullable=False),
    Column("refund_idr", BigInteger, nullable=False),
    Column("fx_rate", Numeric, nullable=True),
    Column("fx_on", Date, nullable=True),
    Column("fx_source", Text, nullable=True),
    Column("reason", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("shop_id", "platform", "source_id"),
)
