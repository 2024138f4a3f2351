"""Table of the feed; the revisions in migrations/social/ are what really makes it."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Table, Text, Uuid

metadata = MetaData(schema="social")

feed_edition = Table(
    "feed_edition",
    metadata,
    Column("edition_id", Uuid, primary_key=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("video_ids", ARRAY(Uuid), nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
)
