"""Tables of payments; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="market")

payment = Table(
    "payment",
    metadata,
    Column("payment_id", Uuid, primary_key=True),
    Column("buyer_id", Uuid, nullable=False),
    Column("purchase_id", Uuid, nullable=False),
    Column("method", Text, nullable=False),
    Column("amount_idr", BigInteger, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("pay_by", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("refunded_idr", BigInteger, nullable=False),
    Column("transaction_id", Text, nullable=False),
    Column("qr_string", Text, nullable=False),
    Column("va_number", Text, nullable=False),
    Column("links", JSONB, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("charged_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("asked_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
)

payment_notice = Table(
    "payment_notice",
    metadata,
    Column("payment_id", Uuid, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["payment_id"], ["market.payment.payment_id"]),
)

refund = Table(
    "refund",
    metadata,
    Column("payment_id", Uuid, primary_key=True),
    Column("refund_id", Uuid, primary_key=True),
    Column("shop_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("amount_idr", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("retry_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    ForeignKeyConstraint(["payment_id"], ["market.payment.payment_id"]),
)
