"""Accounts, creators, videos and the feed; attempts that limits are counted by.

Everything is of key `local` but the logins: the social side stands on one machine until it has grown, and a video's rows are read
together. The auditor reads which rows there are, and no column that opens a door.
"""

from pathlib import Path

from alembic import op

revision = "0002_social_rooms"
down_revision = "0001_platform"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"

PEOPLE = """
create schema social authorization padu_social_owner;
revoke all on schema social from public;

create table social.login (
    login       text primary key check (login <> '' and length(login) <= 254),
    account_id  uuid not null unique
);
comment on table social.login is 'key: reference. Which account a login leads to; unique over the whole side, never given twice.';

create table social.account (
    account_id    uuid primary key,
    login         text not null unique references social.login,
    display_name  text not null check (display_name <> '' and length(display_name) <= 80),
    roles         text[] not null check (cardinality(roles) > 0 and roles <@ array['viewer', 'creator']),
    status        text not null check (status in ('active', 'suspended', 'closed')),
    opened_at     timestamptz not null
);
comment on table social.account is 'key: local. A person''s account on the social side, with its roles; the market knows none of them.';

create table social.credential (
    account_id     uuid primary key references social.account,
    password_hash  text not null check (password_hash like '$argon2id$%'),
    changed_at     timestamptz not null
);
comment on table social.credential is 'key: local. The argon2id hash of an account''s password; the auditor does not read it.';
comment on column social.credential.password_hash is 'secret';

create table social.session (
    token_hash    bytea primary key check (octet_length(token_hash) = 32),
    account_id    uuid not null references social.account,
    opened_at     timestamptz not null,
    last_seen_at  timestamptz not null check (last_seen_at >= opened_at)
);
comment on table social.session is 'key: local. Who is signed in, known by the SHA-256 of a token that only the browser holds.';
comment on column social.session.token_hash is 'secret';
create index session_of_account on social.session (account_id);

create table social.creator (
    creator_id    uuid primary key,
    account_id    uuid not null unique references social.account,
    handle        text not null unique check (handle ~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9]$'),
    display_name  text not null check (display_name <> '' and length(display_name) <= 80),
    bio           text not null check (length(bio) <= 300),
    since         timestamptz not null
);
comment on table social.creator is
    'key: local. A creator''s face on this side. creator_id is the pseudonym that may cross the door; account_id never does.';

create table social.showcase_item (
    creator_id  uuid not null references social.creator,
    listing_id  uuid not null,
    position    smallint not null check (position >= 0),
    primary key (creator_id, listing_id),
    unique (creator_id, position)
);
comment on table social.showcase_item is 'key: local. Which of the market''s listings a creator shows, in the creator''s order.';
"""

VIDEOS = """
create table social.video (
    video_id       uuid primary key,
    creator_id     uuid not null references social.creator,
    caption        text not null check (length(caption) <= 500),
    state          text not null check (state in ('uploaded', 'transcoding', 'ready', 'failed')),
    percent        smallint not null check (percent between 0 and 100),
    fault          text not null check (fault ~ '^[a-z_]*$'),
    bytes          bigint not null check (bytes > 0),
    width          integer check (width > 0),
    height         integer check (height > 0),
    duration_ms    integer check (duration_ms > 0),
    uploaded_at    timestamptz not null,
    progressed_at  timestamptz not null,
    ready_at       timestamptz,
    constraint video_fails_for_a_reason check ((state = 'failed') = (fault <> '')),
    constraint video_ready_is_known check ((state = 'ready') = (ready_at is not null) and (state <> 'ready' or duration_ms is not null))
);
comment on table social.video is
    'key: local. A creator''s video from its upload on; its files lie under its id. progressed_at: when a worker last worked on it.';
create index video_of_creator on social.video (creator_id, video_id desc);
create index video_by_age on social.video (ready_at desc) where state = 'ready';
create index video_at_work on social.video (progressed_at) where state in ('uploaded', 'transcoding');

create table social.video_card (
    video_id    uuid not null references social.video on delete cascade,
    listing_id  uuid not null,
    position    smallint not null check (position between 0 and 4),
    primary key (video_id, listing_id),
    unique (video_id, position)
);
comment on table social.video_card is 'key: local. The listings that a video shows, at most five, in their order.';

create table social.video_like (
    video_id    uuid not null references social.video on delete cascade,
    account_id  uuid not null references social.account,
    day         date not null,
    primary key (video_id, account_id)
);
comment on table social.video_like is 'key: local. Who likes a video, once each. Never leaves this side.';
create index video_like_of_account on social.video_like (account_id);

create table social.video_day (
    video_id  uuid not null references social.video on delete cascade,
    day       date not null,
    views     bigint not null check (views >= 0),
    likes     bigint not null check (likes >= 0),
    primary key (video_id, day)
);
comment on table social.video_day is
    'key: local. How often a video was viewed on a day of western Indonesia, and the likes of that day that still stand.';

create table social.feed_edition (
    edition_id  uuid primary key,
    made_at     timestamptz not null,
    video_ids   uuid[] not null,
    reasons     text[] not null check (cardinality(reasons) = cardinality(video_ids))
);
comment on table social.feed_edition is
    'key: local. The order in which the feed shows videos, and why each; a reader who pages on stays in the edition they began with.';
create index feed_edition_by_age on social.feed_edition (made_at desc);
"""

GRANTS = """
grant usage on schema social to padu_social_app, padu_social_auditor;
grant select, insert on social.login to padu_social_app;
grant select, insert, update on social.account, social.credential, social.creator to padu_social_app;
grant select, insert, update, delete on social.session, social.video, social.video_day to padu_social_app;
grant select, insert, delete on social.showcase_item, social.video_card, social.video_like, social.feed_edition to padu_social_app;
grant select on social.login, social.account, social.creator, social.showcase_item, social.video, social.video_card, social.video_like,
    social.video_day, social.feed_edition to padu_social_auditor;
grant select (account_id, changed_at) on social.credential to padu_social_auditor;
grant select (account_id, opened_at, last_seen_at) on social.session to padu_social_auditor;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute((BOTH / "attempts.sql").read_text("utf-8").replace("{side}", "social"))
    op.execute(PEOPLE)
    op.execute(VIDEOS)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema social cascade")
    op.execute("drop table platform.attempt")
