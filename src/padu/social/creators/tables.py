"""Tables of creators; the revisions in migrations/social/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, SmallInteger, Table, Text, UniqueConstraint, Uuid

metadata = MetaData(schema="social")

creator = Table(
    "creator",
    metadata,
    Column("creator_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False, unique=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("bio", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
)

showcase_item = Table(
    "showcase_item",
    metadata,
    Column("creator_id", Uuid, ForeignKey("social.creator.creator_id"), primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    UniqueConstraint("creator_id", "position"),
)
