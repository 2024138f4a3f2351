"""Tables of the market's side of hand-offs; revision 0007_exchange is what really makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, MetaData, Table, Text, Uuid

metadata = MetaData(schema="exchange")

handoff = Table(
    "handoff",
    metadata,
    Column("handoff_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, nullable=False),
    Column("creator_id", Uuid, nullable=False),
    Column("surface", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True), nullable=False),
)

creator_credit = Table(
    "creator_credit",
    metadata,
    Column("buyer_id", Uuid, primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("handoff_id", Uuid, nullable=False),
    Column("creator_id", Uuid, nullable=False),
    Column("receipt_id", Uuid, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)
