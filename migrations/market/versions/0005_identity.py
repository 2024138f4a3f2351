"""Who people are on the market: accounts, logins, credentials, second factors, sessions, failed attempts and shops' staff.

Accounts and what hangs on them are of key `local`: one row is read per request, by its own key, and they stay on one machine.
The auditor reads which rows there are and when they were written, and no column that opens a door.
"""

from alembic import op

revision = "0005_identity"
down_revision = "0004_ledger"
branch_labels = None
depends_on = None

TABLES = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

create schema identity authorization padu_market_owner;
revoke all on schema identity from public;

create table identity.login (
    login       text primary key check (login <> '' and length(login) <= 254),
    account_id  uuid not null unique
);
comment on table identity.login is 'key: reference. Which account a login leads to; unique over the whole market, never given twice.';

create table identity.account (
    account_id    uuid primary key,
    login         text not null unique references identity.login,
    display_name  text not null check (display_name <> ''),
    roles         text[] not null check (cardinality(roles) > 0 and roles <@ array['shopper', 'seller', 'operator', 'regulator']),
    status        text not null check (status in ('active', 'suspended', 'closed')),
    opened_at     timestamptz not null
);
comment on table identity.account is 'key: local. A person''s account on the market, with its roles.';

create table identity.credential (
    account_id     uuid primary key references identity.account,
    password_hash  text not null check (password_hash like '$argon2id$%'),
    changed_at     timestamptz not null
);
comment on table identity.credential is 'key: local. The argon2id hash of an account''s password; the auditor does not read it.';

create table identity.totp_secret (
    account_id   uuid primary key references identity.account,
    sealed       bytea not null,
    last_step    bigint not null default 0 check (last_step >= 0),
    enrolled_at  timestamptz not null
);
comment on table identity.totp_secret is 'key: local. The second factor''s secret, encrypted, and the last time step whose code was used.';

create table identity.session (
    token_hash    bytea primary key check (octet_length(token_hash) = 32),
    account_id    uuid not null references identity.account,
    code_shown    boolean not null,
    opened_at     timestamptz not null,
    last_seen_at  timestamptz not null check (last_seen_at >= opened_at)
);
comment on table identity.session is 'key: local. Who is signed in, known by the SHA-256 of a token that only the browser holds.';
create index session_of_account on identity.session (account_id);

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
comment on column identity.credential.password_hash is 'secret';
comment on column identity.totp_secret.sealed is 'secret';
comment on column identity.totp_secret.last_step is 'secret';
comment on column identity.session.token_hash is 'secret';
comment on column identity.login_attempt.subject is 'secret';

create table identity.shop_staff (
    shop_id     uuid not null references market.shop,
    account_id  uuid not null,
    role        text not null check (role in ('owner', 'staff')),
    since       timestamptz not null,
    primary key (shop_id, account_id)
);
comment on table identity.shop_staff is 'key: shop. Who runs a shop.';
create index shop_staff_of_account on identity.shop_staff (account_id);
"""

GRANTS = """
grant usage on schema identity to padu_market_app, padu_market_auditor;
grant select, insert on identity.login to padu_market_app;
grant select, insert, update on identity.account, identity.credential, identity.totp_secret to padu_market_app;
grant select, insert, update, delete on identity.session to padu_market_app;
grant select, insert, update, delete on identity.login_attempt to padu_market_app;
grant select, insert, update, delete on identity.shop_staff to padu_market_app;
grant select on identity.login, identity.account, identity.shop_staff to padu_market_auditor;
grant select (account_id, changed_at) on identity.credential to padu_market_auditor;
grant select (account_id, enrolled_at) on identity.totp_secret to padu_market_auditor;
grant select (account_id, code_shown, opened_at, last_seen_at) on identity.session to padu_market_auditor;
grant select (attempt_id, kind, at) on identity.login_attempt to padu_market_auditor;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop schema identity cascade")
