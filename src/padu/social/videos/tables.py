"""Tables of videos; the revisions in migrations/social/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(schema="social")

video = Table(
    "video",
    metadata,
    Column("video_id", Uuid, primary_key=True),
    Column("creator_id", Uuid, nullable=False),
    Column("caption", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("fault", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("duration_ms", Integer),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("progressed_at", DateTime(timezone=True), nullable=False),
    Column("ready_at", DateTime(timezone=True)),
)

video_card = Table(
    "video_card",
    metadata,
    Column("video_id", Uuid, ForeignKey("social.video.video_id", ondelete="CASCADE"), primary_key=True),
    Column("listing_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    UniqueConstraint("video_id", "position"),
)

video_like = Table(
    "video_like",
    metadata,
    Column("video_id", Uuid, ForeignKey("social.video.video_id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
)

video_day = Table(
    "video_day",
    metadata,
    Column("video_id", Uuid, ForeignKey("social.video.video_id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("views", BigInteger, nullable=False),
    Column("likes", BigInteger, nullable=False),
)
