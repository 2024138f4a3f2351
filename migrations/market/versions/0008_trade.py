"""Cart, checkout, placing, payments and parcels."""

from alembic import op

revision = "0008_trade"
down_revision = "0007_exchange"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
