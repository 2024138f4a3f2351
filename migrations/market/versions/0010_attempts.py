"""Attempts of every kind are counted in one table; failed sign-ins move into it.

What was counted before is not carried over: the longest lock it could still mean ends within fifteen minutes.
"""

from pathlib import Path

from alembic import op

revision = "0010_attempts"
down_revision = "0009_oversight"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"

LOGIN_ATTEMPT = """
create table identity.login_attempt (
    attempt_id  uuid primary key,
    kind        text not null check (kind in ('login', 'address', 'code')),
    subject     bytea not null check (octet_length(subject) = 32),
    at          timestamptz not null
);
comment on table identity.login_attempt is
    'key: local. Failed attempts, by the SHA-256 of what was tried: people type passwords where the login belongs.';
create index login_attempt_of_subject on identity.login_attempt (kind, subject, at desc);
create index login_attempt_by_age on identity.login_attempt (at);
comment on column identity.login_attempt.subject is 'secret';
grant select, insert, update, delete on identity.login_attempt to padu_market_app;
grant select (attempt_id, kind, at) on identity.login_attempt to padu_market_auditor;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute("drop table identity.login_attempt")
    op.execute((BOTH / "attempts.sql").read_text("utf-8").replace("{side}", "market"))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table platform.attempt")
    op.execute(LOGIN_ATTEMPT)
