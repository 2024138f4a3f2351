"""Tables of consents, the same on both sides; migrations/both/exchange.sql is what really makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, Uuid

metadata = MetaData(schema="exchange")

consent_receipt = Table(
    "consent_receipt",
    metadata,
    Column("receipt_id", Uuid, primary_key=True),
    Column("principal_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("lawful_basis", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("notice_digest", LargeBinary, nullable=False),
    Column("notice_language", Text, nullable=False),
    Column("given_at", DateTime(timezone=True), nullable=False),
)

consent_withdrawal = Table(
    "consent_withdrawal",
    metadata,
    Column("receipt_id", Uuid, ForeignKey("exchange.consent_receipt.receipt_id"), primary_key=True),
    Column("withdrawn_at", DateTime(timezone=True), nullable=False),
)
