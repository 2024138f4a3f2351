"""Tables of the cards; revision 0007_exchange of the market and 0003_exchange of the social side are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="exchange")

counter = Table("counter", metadata, Column("name", Text, primary_key=True), Column("last", BigInteger, nullable=False))

admitted_shop = Table(
    "admitted_shop",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("admitted_at", DateTime(timezone=True), nullable=False),
)

lent_card = Table(
    "lent_card",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("card", JSONB, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

received_card = Table(
    "received_card",
    metadata,
    Column("listing_id", Uuid, primary_key=True),
    Column("flow_version", Integer, nullable=False),
    Column("card", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
