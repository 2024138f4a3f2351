"""Tables of creators' counts; the market's revisions 0007 and 0011 and the social side's 0003 are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, Table, Text, Uuid

metadata = MetaData(schema="exchange")

counter = Table("counter", metadata, Column("name", Text, primary_key=True), Column("last", BigInteger, nullable=False))

attributed_sale = Table(
    "attributed_sale",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("creator_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("units", Integer, nullable=False),
    Column("commission_idr", BigInteger, nullable=False),
    Column("publication_id", Uuid, nullable=True),
    Column("buyer_id", Uuid, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("publication_id", Uuid, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("creator_id", Uuid, nullable=False),
    Column("listing_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("commission_idr", BigInteger, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)

creator_earning = Table(
    "creator_earning",
    metadata,
    Column("publication_id", Uuid, primary_key=True),
    Column("creator_id", Uuid, nullable=False),
    Column("listing_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("commission_idr", BigInteger, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
