"""The audit log of the market's side, and the signed checkpoints over it.

Positions are handed out under an advisory lock, not by a sequence: a sequence leaves a gap where a transaction rolls back, and
a gap could not be told from a row that was taken out.
"""

from alembic import op

revision = "0003_audit"
down_revision = "0002_merge_rooms"
branch_labels = None
depends_on = None

TABLES = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

create schema platform authorization padu_market_owner;
create schema oversight authorization padu_market_owner;

create table platform.audit_entry (
    position  bigint primary key check (position >= 0),
    at        timestamptz not null,
    leaf      text not null,
    actor     text not null generated always as (leaf::jsonb ->> 'actor') stored check (actor <> ''),
    action    text not null generated always as (leaf::jsonb ->> 'action') stored check (action ~ '^[a-z][a-z0-9_.]*$'),
    subject   text not null generated always as (leaf::jsonb ->> 'subject') stored,
    detail    jsonb not null generated always as (leaf::jsonb -> 'detail') stored check (jsonb_typeof(detail) = 'object'),
    -- Not merely equal: a check that comes to null, as where the leaf does not say it at all, counts as kept.
    constraint audit_entry_says_its_position check (leaf::jsonb -> 'position' is not distinct from to_jsonb(position)),
    constraint audit_entry_says_its_time
        check (leaf::jsonb ->> 'at' is not distinct from to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
);
comment on table platform.audit_entry is
    'key: local. Who did what to whom on this side, append-only: numbered from 0 without a gap; leaf is the text that is hashed.';

create table oversight.audit_leaf (
    position  bigint primary key check (position >= 0),
    hash      bytea not null check (length(hash) = 32)
);
comment on table oversight.audit_leaf is
    'key: local. The hash of each audit entry that a checkpoint covers, append-only: names the entry that was changed since.';

create table oversight.checkpoint (
    size      bigint primary key check (size >= 0),
    root      bytea not null check (length(root) = 32),
    at        timestamptz not null,
    note      text not null check (note <> ''),
    subtrees  bytea[] not null
);
comment on table oversight.checkpoint is
    'key: local. Signed roots of the audit log, append-only; subtrees are the hashes from which the tree grows on.';
"""

GRANTS = """
grant usage on schema platform, oversight to padu_market_app, padu_market_auditor;
grant select on all tables in schema platform, oversight to padu_market_app, padu_market_auditor;
grant insert on platform.audit_entry, oversight.audit_leaf, oversight.checkpoint to padu_market_app;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema oversight cascade")
    op.execute("drop schema platform cascade")
