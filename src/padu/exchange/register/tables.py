"""Tables of the register; migrations/both/exchange.sql and the revisions of each side are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="exchange")

crossing = Table(
    "crossing",
    metadata,
    Column("crossing_id", Uuid, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("direction", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("signature", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("items", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

door = Table(
    "door",
    metadata,
    Column("name", Text, primary_key=True),
    Column("is_open", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

spent_request = Table(
    "spent_request",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
)

pull_state = Table(
    "pull_state",
    metadata,
    Column("flow", Text, primary_key=True),
    Column("cursor", BigInteger, nullable=False),
    Column("door_is_open", Boolean, nullable=False),
    Column("pulled_at", DateTime(timezone=True), nullable=True),
    Column("failed_at", DateTime(timezone=True), nullable=True),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
)
