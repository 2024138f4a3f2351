-- Event log and job queue, the same on both sides; {side} is the database's own. Run by a revision of each line.

create table platform.event_stream (
    stream_id    uuid primary key,
    last_number  bigint not null check (last_number >= 1)
);
comment on table platform.event_stream is
    'key: local. How many events each stream (a shop, a payment, a creator) has told; its row is held from telling to commit.';

create table platform.event (
    stream_id  uuid not null,
    number     bigint not null check (number >= 1),
    kind       text not null check (kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
    body       jsonb not null check (jsonb_typeof(body) = 'object'),
    at         timestamptz not null,
    primary key (stream_id, number)
);
comment on table platform.event is
    'key: local. What contexts told each other, append-only: numbered from 1 without a gap in each stream, in the order of commits.';
create index event_by_age on platform.event (at desc);

create table platform.event_progress (
    reaction   text not null check (reaction ~ '^[a-z][a-z0-9_.]*$'),
    stream_id  uuid not null,
    done       bigint not null default 0 check (done >= 0),
    failures   integer not null default 0 check (failures >= 0),
    retry_at   timestamptz,
    error      text not null default '',
    primary key (reaction, stream_id)
);
comment on table platform.event_progress is
    'key: local. How far each reaction has read each stream, written together with the reaction''s effects; why it last failed.';

grant select, insert, update on platform.event_stream, platform.event_progress to padu_{side}_app;
grant select, insert on platform.event to padu_{side}_app;
grant select on platform.event_stream, platform.event, platform.event_progress to padu_{side}_auditor;

grant usage on schema procrastinate to padu_{side}_app, padu_{side}_auditor;
grant select, insert, update, delete on all tables in schema procrastinate to padu_{side}_app;
grant usage on all sequences in schema procrastinate to padu_{side}_app;
grant execute on all functions in schema procrastinate to padu_{side}_app;
grant select on all tables in schema procrastinate to padu_{side}_auditor;
