"""The market's event log, and the job queue's own schema."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0006_events_and_jobs"
down_revision = "0005_identity"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute("create schema procrastinate authorization padu_market_owner")
    # The queue names its tables without a schema.
    op.execute("set local search_path = procrastinate, public")
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    op.execute("revoke all on all functions in schema procrastinate from public")
    op.execute((BOTH / "events_and_jobs.sql").read_text("utf-8").replace("{side}", "market"))
    op.execute("set local search_path = public")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table platform.event_progress, platform.event, platform.event_stream")
    op.execute("drop schema procrastinate cascade")
