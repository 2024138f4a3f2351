"""Tables of social accounts; the revisions in migrations/social/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, DateTime, ForeignKey, LargeBinary, MetaData, Table, Text, Uuid

metadata = MetaData(schema="social")

login = Table(
    "login",
    metadata,
    Column("login", Text, primary_key=True),
    Column("account_id", Uuid, nullable=False, unique=True),
)

account = Table(
    "account",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("login", Text, ForeignKey("social.login.login"), nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("status", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
)

credential = Table(
    "credential",
    metadata,
    Column("account_id", Uuid, ForeignKey("social.account.account_id"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", Uuid, ForeignKey("social.account.account_id"), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
)
