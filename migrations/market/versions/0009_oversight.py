"""Findings and the trial."""

from alembic import op

revision = "0009_oversight"
down_revision = "0008_trade"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
