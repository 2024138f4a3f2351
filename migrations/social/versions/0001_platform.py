"""What the social side stands on: its audit log, its event log and the job queue's own schema."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_platform"
down_revision = None
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute("create schema platform authorization padu_social_owner")
    op.execute("grant usage on schema platform to padu_social_app, padu_social_auditor")
    op.execute((BOTH / "audit.sql").read_text("utf-8").replace("{side}", "social"))
    op.execute("create schema procrastinate authorization padu_social_owner")
    # The queue names its tables without a schema.
    op.execute("set local search_path = procrastinate, public")
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    op.execute("revoke all on all functions in schema procrastinate from public")
    op.execute((BOTH / "events_and_jobs.sql").read_text("utf-8").replace("{side}", "social"))
    op.execute("set local search_path = public")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema procrastinate cascade")
    op.execute("drop schema platform cascade")
