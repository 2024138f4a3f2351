"""Tables of plans and decisions; private to this context."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData(schema="merge")

plan_item = sa.Table(
    "plan_item",
    metadata,
    sa.Column("run_id", sa.Uuid, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("shop_id", sa.Uuid),
    sa.Column("target_id", sa.Uuid),
    sa.Column("counterpart", sa.Text, nullable=False),
    sa.Column("probability", sa.Double),
    sa.Column("evidence", pg.JSONB, nullable=False),
    sa.Column("source_units", sa.BigInteger, nullable=False),
    sa.Column("kept_units", sa.BigInteger, nullable=False),
    sa.Column("applied_at", sa.DateTime(timezone=True)),
)

decision = sa.Table(
    "decision",
    metadata,
    sa.Column("decision_id", sa.Uuid, primary_key=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("undone_at", sa.DateTime(timezone=True)),
)

crosswalk = sa.Table(
    "crosswalk",
    metadata,
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("shop_id", sa.Uuid, nullable=False),
    sa.Column("target_id", sa.Uuid, nullable=False),
    sa.Column("run_id", sa.Uuid, nullable=False),
)
