"""The merge's rooms: runs with their steps, staged source records, quarantine, plan, decisions and crosswalk.

All tables are of key `local`: a merge is one operator's work beside the shops, and is never distributed.
"""

from alembic import op

revision = "0002_merge_rooms"
down_revision = "0001_market_rooms"
branch_labels = None
depends_on = None

TABLES = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

create schema merge authorization padu_market_owner;

create table merge.run (
    run_id        uuid primary key,
    input_digest  text not null unique,
    label         text not null,
    state         text not null check (state in ('running', 'finished', 'failed')),
    rules         jsonb not null,
    started_at    timestamptz not null,
    finished_at   timestamptz,
    error         text,
    report        jsonb
);
comment on table merge.run is 'key: local. One merge of one set of exports, named by their digest: the same input is the same run.';

create table merge.run_step (
    run_id      uuid not null references merge.run,
    name        text not null,
    position    integer not null,
    state       text not null check (state in ('waiting', 'running', 'finished')),
    done        bigint not null default 0 check (done >= 0),
    total       bigint not null default 0 check (total >= 0),
    seconds     double precision not null default 0,
    updated_at  timestamptz not null,
    primary key (run_id, name)
);
comment on table merge.run_step is 'key: local. How far each step of a run has come, for people who watch it.';

create table merge.source_file (
    run_id       uuid not null references merge.run,
    file_id      uuid not null,
    platform     text not null,
    name         text not null,
    digest       text not null,
    rows_read    bigint not null check (rows_read >= 0),
    accepted     bigint not null check (accepted >= 0),
    quarantined  bigint not null check (quarantined >= 0),
    skipped      bigint not null check (skipped >= 0),
    primary key (run_id, file_id),
    unique (run_id, platform, name)
);
comment on table merge.source_file is 'key: local. A file that was read whole, and what its rows became.';

create table merge.source_record (
    run_id      uuid not null,
    platform    text not null,
    kind        text not null,
    source_id   text not null,
    seller_id   text not null,
    file_id     uuid not null,
    row         bigint not null,
    units       bigint not null default 0,
    payload     jsonb not null,
    primary key (run_id, platform, kind, source_id),
    foreign key (run_id, file_id) references merge.source_file
);
comment on table merge.source_record is 'key: local. A record that could be read, in canonical form, with the place it came from.';

create table merge.quarantine (
    run_id         uuid not null,
    quarantine_id  uuid not null,
    platform       text not null,
    kind           text not null,
    source_id      text not null,
    seller_id      text not null,
    file_id        uuid not null,
    file           text not null,
    row            bigint not null,
    field          text not null,
    value          text not null,
    code           text not null,
    reason         text not null,
    rows           bigint not null,
    record_known   boolean not null,
    primary key (run_id, quarantine_id),
    foreign key (run_id, file_id) references merge.source_file
);
comment on table merge.quarantine is 'key: local. A record that could not be read, kept with its file, row, field, value and reason.';
create index quarantine_by_file on merge.quarantine (run_id, file, row);

create table merge.plan_item (
    run_id          uuid not null references merge.run,
    sequence        bigint not null,
    platform        text not null,
    kind            text not null,
    source_id       text not null,
    action          text not null check (action in ('create', 'merge', 'reject', 'ask')),
    rule            text not null,
    reason          text not null,
    shop_id         uuid,
    target_id       uuid,
    counterpart     text not null default '',
    probability     double precision,
    evidence        jsonb not null default '{}',
    source_units    bigint not null default 0,
    kept_units      bigint not null default 0,
    applied_at      timestamptz,
    primary key (run_id, platform, kind, source_id),
    check (action in ('reject', 'ask') or (shop_id is not null and target_id is not null))
);
comment on table merge.plan_item is 'key: local. What is to become of a source record, by which rule, and when it was carried out.';
create unique index plan_item_in_order on merge.plan_item (run_id, sequence);
create index plan_item_open on merge.plan_item (run_id, kind, sequence) where applied_at is null;
create index plan_item_asking on merge.plan_item (run_id, sequence) where action = 'ask';

create table merge.decision (
    decision_id  uuid primary key,
    platform     text not null,
    kind         text not null,
    source_id    text not null,
    verdict      text not null check (verdict in ('same', 'different', 'reject')),
    decided_by   text not null,
    note         text not null,
    decided_at   timestamptz not null,
    undone_at    timestamptz
);
comment on table merge.decision is 'key: local. What a person said of a record that waited; the newest one that is not undone stands.';
create index decision_by_record on merge.decision (platform, kind, source_id, decided_at);

create table merge.crosswalk (
    platform   text not null,
    kind       text not null,
    source_id  text not null,
    shop_id    uuid not null,
    target_id  uuid not null,
    run_id     uuid not null references merge.run,
    primary key (platform, kind, source_id)
);
comment on table merge.crosswalk is 'key: local. Which row of the market a source record became, for good: none is carried in twice.';
create index crosswalk_by_target on merge.crosswalk (kind, target_id);
"""

GRANTS = """
grant usage on schema merge to padu_market_app, padu_market_auditor;
grant select on all tables in schema merge to padu_market_app, padu_market_auditor;
grant insert on all tables in schema merge to padu_market_app;
grant update on merge.run, merge.run_step, merge.plan_item, merge.decision to padu_market_app;
grant delete on merge.plan_item to padu_market_app;
grant maintain on all tables in schema merge to padu_market_app;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("drop schema merge cascade")
