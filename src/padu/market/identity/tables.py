"""Tables of identity; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, ForeignKey, LargeBinary, MetaData, Table, Text, Uuid

metadata = MetaData(schema="identity")

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
    Column("login", Text, ForeignKey("identity.login.login"), nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("status", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
)

credential = Table(
    "credential",
    metadata,
    Column("account_id", Uuid, ForeignKey("identity.account.account_id"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

totp_secret = Table(
    "totp_secret",
    metadata,
    Column("account_id", Uuid, ForeignKey("identity.account.account_id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("enrolled_at", DateTime(timezone=True), nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", Uuid, ForeignKey("identity.account.account_id"), nullable=False),
    Column("code_shown", Boolean, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
)

shop_staff = Table(
    "shop_staff",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
)
