"""Tables of lending; revision 0007_exchange is what really makes them."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, LargeBinary, MetaData, Table, Text, Uuid

metadata = MetaData(schema="market")

lending_check = Table(
    "lending_check",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("asked_on", Date, nullable=False),
    Column("facts_digest", LargeBinary, nullable=False),
    Column("outcome", Text, nullable=False),
)

lending_walk = Table(
    "lending_walk",
    metadata,
    Column("name", Text, primary_key=True),
    Column("shop_id", Uuid, nullable=True),
    Column("listing_id", Uuid, nullable=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True), nullable=True),
)
