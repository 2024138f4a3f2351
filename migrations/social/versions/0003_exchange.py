"""The social side of the door."""

from alembic import op

revision = "0003_exchange"
down_revision = "0002_social_rooms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
