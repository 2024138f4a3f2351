"""The market's side of the door: its switch, the shops and cards that are lent, hand-offs, credits, and creators' counts.

What other side's pages are read from (cards, publications) is numbered under a lock that is held until the commit, so that a number
never becomes visible after a higher one was read.
"""

from pathlib import Path

from alembic import op

revision = "0007_exchange"
down_revision = "0006_events_and_jobs"
branch_labels = None
depends_on = None

BOTH = Path(__file__).parents[2] / "both"

TABLES = """
create table exchange.door (
    name        text primary key check (name = 'door'),
    is_open     boolean not null,
    reason      text not null check (reason <> ''),
    actor       text not null check (actor <> ''),
    changed_at  timestamptz not null
);
comment on table exchange.door is
    'key: local. Whether the door is open, one row; without it the door is closed. Its history is in the audit log.';

create table exchange.spent_request (
    request_id  text primary key check (request_id <> '' and length(request_id) <= 100),
    until       timestamptz not null
);
comment on table exchange.spent_request is
    'key: local. Requests of the other side that were answered, until they expire: none is answered twice.';
create index spent_request_by_age on exchange.spent_request (until);

create table exchange.counter (
    name  text primary key check (name in ('cards', 'attribution')),
    last  bigint not null check (last >= 0)
);
comment on table exchange.counter is
    'key: local. The last number given to what the other side reads in order; its row is held to the commit.';
insert into exchange.counter (name, last) values ('cards', 0), ('attribution', 0);

create table exchange.admitted_shop (
    shop_id      uuid primary key,
    admitted_at  timestamptz not null
);
comment on table exchange.admitted_shop is 'key: shop. Shops whose listings may be lent to the social side.';

create table exchange.lent_card (
    shop_id       uuid not null,
    listing_id    uuid not null,
    number        bigint not null check (number >= 1),
    flow_version  integer not null check (flow_version >= 1),
    card          jsonb not null check (jsonb_typeof(card) = 'object'),
    is_withdrawn  boolean not null,
    changed_at    timestamptz not null,
    primary key (shop_id, listing_id)
);
comment on table exchange.lent_card is
    'key: shop. The card of each listing that is, or was, lent; number says in which order they changed.';
create index lent_card_by_number on exchange.lent_card (number);
create index lent_card_of_listing on exchange.lent_card (listing_id);

create table exchange.handoff (
    handoff_id    uuid primary key,
    listing_id    uuid not null,
    creator_id    uuid not null,
    surface       text not null check (surface ~ '^[a-z][a-z_]*$'),
    issued_at     timestamptz not null,
    confirmed_at  timestamptz not null
);
comment on table exchange.handoff is
    'key: local. Hand-offs that were confirmed, each once, append-only. Who confirmed one is not in it.';

create table exchange.creator_credit (
    buyer_id    uuid not null,
    listing_id  uuid not null,
    handoff_id  uuid not null,
    creator_id  uuid not null,
    receipt_id  uuid not null,
    since       timestamptz not null,
    until       timestamptz not null check (until > since),
    primary key (buyer_id, listing_id)
);
comment on table exchange.creator_credit is
    'key: buyer. Which creator is credited if the buyer buys a listing, by the consent of receipt_id; the newest hand-off counts.';

create table exchange.attributed_sale (
    shop_id         uuid not null,
    order_id        uuid not null,
    listing_id      uuid not null,
    creator_id      uuid not null,
    day             date not null,
    at              timestamptz not null,
    units           integer not null check (units >= 1),
    commission_idr  bigint not null check (commission_idr >= 0),
    publication_id  uuid,
    primary key (shop_id, order_id, listing_id, creator_id)
);
comment on table exchange.attributed_sale is
    'key: shop. Completed sales that creators are credited for, by day in Jakarta; publication_id once they were counted.';
create index attributed_sale_waiting on exchange.attributed_sale (at) where publication_id is null;

create table exchange.publication (
    publication_id  uuid primary key,
    number          bigint not null unique check (number >= 1),
    creator_id      uuid not null,
    listing_id      uuid not null,
    day             date not null,
    orders          integer not null check (orders >= 1),
    units           integer not null check (units >= 1),
    commission_idr  bigint not null check (commission_idr >= 0),
    published_at    timestamptz not null
);
comment on table exchange.publication is
    'key: local. Counts that creators are told, append-only: a creator, a listing, a day and sums over several orders.';

create table market.lending_check (
    shop_id       uuid not null references market.shop (shop_id),
    listing_id    uuid not null,
    asked_on      date not null,
    facts_digest  bytea not null check (octet_length(facts_digest) = 32),
    outcome       text not null check (outcome in ('allow', 'flag', 'block')),
    primary key (shop_id, listing_id)
);
comment on table market.lending_check is
    'key: shop. What the law said last of lending a listing, on which day and for which facts (their SHA-256).';

create table market.lending_walk (
    name         text primary key check (name = 'all'),
    shop_id      uuid,
    listing_id   uuid,
    started_at   timestamptz not null,
    finished_at  timestamptz
);
comment on table market.lending_walk is
    'key: local. How far the round over all admitted shops has come, so that it goes on where it was broken off.';
"""

GRANTS = """
grant select, insert, update on exchange.door, exchange.lent_card, exchange.attributed_sale to padu_market_app;
grant select, update on exchange.counter to padu_market_app;
grant select, insert, update, delete on exchange.spent_request, exchange.admitted_shop to padu_market_app;
grant select, insert on exchange.handoff, exchange.publication to padu_market_app;
grant select, insert, update, delete on exchange.creator_credit to padu_market_app;
grant select, insert, update on market.lending_check, market.lending_walk to padu_market_app;
grant select on exchange.door, exchange.spent_request, exchange.counter, exchange.admitted_shop, exchange.lent_card, exchange.handoff,
    exchange.creator_credit, exchange.attributed_sale, exchange.publication, market.lending_check, market.lending_walk
    to padu_market_auditor;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.execute((BOTH / "exchange.sql").read_text("utf-8").replace("{side}", "market"))
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table market.lending_check, market.lending_walk")
    op.execute("drop schema exchange cascade")
