"""Tables of reviews; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, SmallInteger, Table, Text, UniqueConstraint, Uuid

metadata = MetaData(schema="market")

review = Table(
    "review",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("review_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, nullable=False),
    Column("platform", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("rating", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("shop_id", "platform", "source_id"),
)

listing_rating = Table(
    "listing_rating",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("sum", BigInteger, nullable=False),
)
