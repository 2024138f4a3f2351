"""Tables of the ledger; the revisions in migrations/market/ are what really makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text, Uuid

metadata = MetaData(schema="market")

ledger_posting = Table(
    "ledger_posting",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("posting_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("memo", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("posting_id", Uuid, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("party", Uuid),
    Column("amount_idr", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["shop_id", "posting_id"], ["market.ledger_posting.shop_id", "market.ledger_posting.posting_id"]),
)
