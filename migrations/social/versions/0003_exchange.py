"""The social side of the door: how far it has read, the cards that the market lends it, and what creators earned."""

from pathlib import Path

from alembic import op

revision = "0003_exchange"
down_revision = "0002_social_rooms"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"

TABLES = """
create table exchange.pull_state (
    flow          text primary key check (flow ~ '^[a-z][a-z_]*$'),
    cursor        bigint not null default 0 check (cursor >= 0),
    door_is_open  boolean not null default false,
    pulled_at     timestamptz,
    failed_at     timestamptz,
    failures      integer not null default 0 check (failures >= 0),
    error         text not null default ''
);
comment on table exchange.pull_state is
    'key: local. How far the market''s pages were read, whether it said that the door is open, and why reading failed since.';

create table exchange.received_card (
    listing_id    uuid primary key,
    flow_version  integer not null check (flow_version >= 1),
    card          jsonb not null check (jsonb_typeof(card) = 'object'),
    received_at   timestamptz not null
);
comment on table exchange.received_card is
    'key: local. The public descriptions of listings that the market lends; a withdrawn one is deleted.';
create index received_card_words on exchange.received_card using gin (to_tsvector('simple', card ->> 'title'));

create table exchange.creator_earning (
    publication_id  uuid primary key,
    creator_id      uuid not null,
    listing_id      uuid not null,
    day             date not null,
    orders          integer not null check (orders >= 1),
    units           integer not null check (units >= 1),
    commission_idr  bigint not null check (commission_idr >= 0),
    published_at    timestamptz not null,
    received_at     timestamptz not null
);
comment on table exchange.creator_earning is 'key: local. Counts that the market published for creators, append-only.';
create index creator_earning_of_creator on exchange.creator_earning (creator_id, day desc, publication_id);
"""

GRANTS = """
grant select, insert, update on exchange.pull_state to padu_social_app;
grant select, insert, update, delete on exchange.received_card to padu_social_app;
grant select, insert on exchange.creator_earning to padu_social_app;
grant select on exchange.pull_state, exchange.received_card, exchange.creator_earning to padu_social_auditor;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute((BOTH / "exchange.sql").read_text("utf-8").replace("{side}", "social"))
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema exchange cascade")
