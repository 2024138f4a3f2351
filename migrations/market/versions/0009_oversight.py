"""Findings with what operators decided of them, the supervised trial, and when a regulator last looked."""

from alembic import op

revision = "0009_oversight"
down_revision = "0008_trade"
branch_labels = None
depends_on = None

# A finding stands once, however often it is made: what changes (when it was seen last, how often) has a table of its own, so that
# the finding itself, the decisions on it and the trial's steps can be append-only.
TABLES = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table oversight.finding (
    finding_id    uuid primary key,
    occasion      text not null check (occasion in ('listing', 'handoff', 'checkout')),
    subject       text not null check (subject ~ '^[a-z][a-z_-]{0,39}:' and length(subject) <= 200),
    pack          text not null,
    question      text not null,
    profile       text not null,
    rule_id       text not null,
    outcome       text not null check (outcome in ('flag', 'block')),
    law           text not null,
    article       text not null,
    confidence    text not null check (confidence in ('A', 'B', 'C', 'G')),
    message_id    text not null,
    message_en    text not null,
    facts         jsonb not null check (jsonb_typeof(facts) = 'object'),
    parameters    jsonb not null check (jsonb_typeof(parameters) = 'object'),
    missing       text[] not null,
    first_on      date not null,
    first_at      timestamptz not null
);
comment on table oversight.finding is
    'key: local. What a rule flagged or blocked, with the facts it rests on, append-only: the same finding stands once.';
create index finding_newest on oversight.finding (first_at desc, finding_id desc);
create index finding_of_rule on oversight.finding (rule_id, first_at desc, finding_id desc);
create index finding_of_subject on oversight.finding (subject);

create table oversight.finding_seen (
    finding_id  uuid not null references oversight.finding,
    day         date not null,
    times       bigint not null check (times >= 1),
    last_at     timestamptz not null,
    primary key (finding_id, day)
);
comment on table oversight.finding_seen is 'key: local. How often a finding was made on each of Jakarta''s days, and when last.';
create index finding_seen_of_day on oversight.finding_seen (day);

create table oversight.finding_decision (
    finding_id  uuid not null references oversight.finding,
    number      integer not null check (number >= 1),
    decision    text not null check (decision in ('accepted', 'upheld', 'undone')),
    reason      text not null check (btrim(reason) <> '' and length(reason) <= 2000),
    actor       text not null check (actor <> ''),
    at          timestamptz not null,
    primary key (finding_id, number)
);
comment on table oversight.finding_decision is
    'key: local. What operators decided of findings and why, append-only: the newest counts, undone leaves the finding open again.';

create table oversight.decisions_settled (
    settlement_id  uuid primary key,
    at             timestamptz not null,
    step           text not null check (step <> '')
);
comment on table oversight.decisions_settled is
    'key: local. Steps that rest on the decisions made before them, append-only: those can no longer be undone.';
create index decisions_settled_newest on oversight.decisions_settled (at desc);

create table oversight.trial (
    trial_id   uuid primary key,
    plan       text not null check (plan <> ''),
    opened_at  timestamptz not null
);
comment on table oversight.trial is 'key: local. Supervised trials by the plan they follow, append-only.';

create table oversight.trial_stage (
    trial_id  uuid not null references oversight.trial,
    number    integer not null check (number >= 1),
    step      text not null check (step in ('opened', 'paused', 'resumed', 'advanced', 'closed')),
    stage     text not null check (stage <> ''),
    reason    text not null check (btrim(reason) <> '' and length(reason) <= 2000),
    actor     text not null check (actor <> ''),
    at        timestamptz not null,
    figures   jsonb not null check (jsonb_typeof(figures) = 'array'),
    primary key (trial_id, number)
);
comment on table oversight.trial_stage is
    'key: local. The steps of a trial with their reasons and the gates'' figures of that moment, append-only.';

create table oversight.trial_member (
    trial_id  uuid not null references oversight.trial,
    shop_id   uuid not null,
    since     integer not null check (since >= 1),
    primary key (trial_id, shop_id)
);
comment on table oversight.trial_member is 'key: local. Shops that take part in a trial and the step that let them in, append-only.';

create table oversight.visit (
    account_id   uuid primary key,
    began_at     timestamptz not null,
    last_at      timestamptz not null check (last_at >= began_at),
    previous_at  timestamptz
);
comment on table oversight.visit is
    'key: local. When a regulator''s present visit began and when the one before it ended, to show what changed since.';
"""

GRANTS = """
grant select, insert on oversight.finding, oversight.finding_decision, oversight.decisions_settled, oversight.trial,
    oversight.trial_stage, oversight.trial_member to padu_market_app;
grant select, insert, update on oversight.finding_seen, oversight.visit to padu_market_app;
grant select on oversight.finding, oversight.finding_seen, oversight.finding_decision, oversight.decisions_settled, oversight.trial,
    oversight.trial_stage, oversight.trial_member, oversight.visit to padu_market_auditor;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "drop table oversight.visit, oversight.trial_member, oversight.trial_stage, oversight.trial, oversight.decisions_settled,"
        " oversight.finding_decision, oversight.finding_seen, oversight.finding"
    )
