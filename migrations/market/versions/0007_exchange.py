"""The market's side of the door."""

from alembic import op

revision = "0007_exchange"
down_revision = "0006_events_and_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
