-- The audit log of a side; see the market's revision 0003_audit for why positions are handed out under a lock.

create table platform.audit_entry (
    position  bigint primary key check (position >= 0),
    at        timestamptz not null,
    leaf      text not null,
    actor     text not null generated always as (leaf::jsonb ->> 'actor') stored check (actor <> ''),
    action    text not null generated always as (leaf::jsonb ->> 'action') stored check (action ~ '^[a-z][a-z0-9_.]*$'),
    subject   text not null generated always as (leaf::jsonb ->> 'subject') stored,
    detail    jsonb not null generated always as (leaf::jsonb -> 'detail') stored check (jsonb_typeof(detail) = 'object'),
    constraint audit_entry_says_its_position check (leaf::jsonb -> 'position' is not distinct from to_jsonb(position)),
    constraint audit_entry_says_its_time
        check (leaf::jsonb ->> 'at' is not distinct from to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
);
comment on table platform.audit_entry is
    'key: local. Who did what to whom on this side, append-only: numbered from 0 without a gap; leaf is the text that is hashed.';

grant select, insert on platform.audit_entry to padu_{side}_app;
grant select on platform.audit_entry to padu_{side}_auditor;
