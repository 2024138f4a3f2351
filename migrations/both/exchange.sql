-- The door's own records, the same on both sides; {side} is the database's own. Run by a revision of each line.

create schema exchange authorization padu_{side}_owner;
revoke all on schema exchange from public;
grant usage on schema exchange to padu_{side}_app, padu_{side}_auditor;

create table exchange.crossing (
    crossing_id   uuid primary key,
    flow          text not null check (flow ~ '^[a-z][a-z_]*$'),
    flow_version  integer not null check (flow_version >= 0),
    direction     text not null check (direction in ('out', 'in')),
    message_id    text not null check (length(message_id) <= 100),
    digest        bytea not null check (octet_length(digest) = 32),
    signature     text not null check (length(signature) <= 100),
    fields        text[] not null,
    items         integer not null check (items >= 0),
    outcome       text not null check (outcome ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)?$'),
    at            timestamptz not null
);
comment on table exchange.crossing is
    'key: local. Every message that passed the door, or was refused at it, append-only: its digest and signature, and the fields it carried.';
create index crossing_by_age on exchange.crossing (at desc, crossing_id);
create index crossing_of_message on exchange.crossing (message_id);

create table exchange.consent_receipt (
    receipt_id      uuid primary key,
    principal_id    uuid not null,
    purpose         text not null check (purpose ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
    flow            text not null check (flow ~ '^[a-z][a-z_]*$'),
    flow_version    integer not null check (flow_version >= 1),
    lawful_basis    text not null check (lawful_basis <> ''),
    notice          text not null check (notice <> ''),
    notice_digest   bytea not null check (octet_length(notice_digest) = 32),
    notice_language text not null check (notice_language in ('id', 'en')),
    given_at        timestamptz not null
);
comment on table exchange.consent_receipt is
    'key: local. What a person consented to, append-only: the purpose, and the wording that they saw, by its id and SHA-256.';
create index consent_receipt_of_principal on exchange.consent_receipt (principal_id, purpose, given_at desc);

create table exchange.consent_withdrawal (
    receipt_id    uuid primary key references exchange.consent_receipt,
    withdrawn_at  timestamptz not null
);
comment on table exchange.consent_withdrawal is 'key: local. Which consents were taken back, append-only.';

grant select, insert on exchange.crossing, exchange.consent_receipt, exchange.consent_withdrawal to padu_{side}_app;
grant select on exchange.crossing, exchange.consent_receipt, exchange.consent_withdrawal to padu_{side}_auditor;
