"""Accounts, creators, videos and the feed; attempts that limits are counted by."""

from pathlib import Path

from alembic import op

revision = "0002_social_rooms"
down_revision = "0001_platform"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute((BOTH / "attempts.sql").read_text("utf-8").replace("{side}", "social"))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table platform.attempt")
