-- Attempts that limits are counted by, the same on both sides; {side} is the database's own. Run by a revision of each line.

create table platform.attempt (
    attempt_id  uuid primary key,
    kind        text not null check (kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
    subject     bytea not null check (octet_length(subject) = 32),
    at          timestamptz not null
);
comment on table platform.attempt is
    'key: local. Attempts that count towards a limit, by the SHA-256 of what was tried: people type passwords where the login belongs.';
comment on column platform.attempt.subject is 'secret';
create index attempt_of_subject on platform.attempt (kind, subject, at desc);
create index attempt_by_age on platform.attempt (kind, at);

grant select, insert, update, delete on platform.attempt to padu_{side}_app;
grant select (attempt_id, kind, at) on platform.attempt to padu_{side}_auditor;
