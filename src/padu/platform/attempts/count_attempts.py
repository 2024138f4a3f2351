"""Count attempts in a sliding window, each by the digest of its subject."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.ids import new_id
from padu.platform.attempts.rules import lock_end
from padu.platform.attempts.types import Limit, Try
from padu.platform.auth import digest_of
from padu.platform.unit_of_work import UnitOfWork

_CLEARED_AT_ONCE = 100

attempt = Table(
    "attempt",
    MetaData(schema="platform"),
    Column("attempt_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)


async def take_turns(uow: UnitOfWork, limit: Limit, subject: str) -> None:
    """Let attempts on one subject follow each other until the transaction ends: those at once would not see each other."""
    number = int.from_bytes(digest_of(f"{limit.kind} {subject}")[:8], "big", signed=True)
    await uow.connection.execute(select(func.pg_advisory_xact_lock(number)))


async def locked_until(uow: UnitOfWork, *tries: Try) -> dt.datetime | None:
    """When the last lock on these subjects ends, None where none of them is locked now."""
    now = uow.clock.now()
    locks = [lock_end(await _newest(uow, limit, subject), now, limit) for limit, subject in tries]
    return max((lock for lock in locks if lock), default=None)


async def count(uow: UnitOfWork, limit: Limit, subject: str) -> int:
    """How many attempts on the subject are inside the window, up to as many as the limit allows."""
    return len(await _newest(uow, limit, subject))


async def record(uow: UnitOfWork, *tries: Try) -> None:
    """Write an attempt on each subject. What is too old to count is forgotten with it."""
    now = uow.clock.now()
    for limit in {limit for limit, _ in tries}:
        # A few at a time and never those that another transaction is clearing away, so that nobody waits for anybody.
        too_old = select(attempt.c.attempt_id).where(attempt.c.kind == limit.kind, attempt.c.at <= now - limit.window)
        cleared = too_old.order_by(attempt.c.at).limit(_CLEARED_AT_ONCE).with_for_update(skip_locked=True)
        await uow.connection.execute(delete(attempt).where(attempt.c.attempt_id.in_(cleared)))
    values = [{"attempt_id": new_id(), "kind": limit.kind, "subject": digest_of(subject), "at": now} for limit, subject in tries]
    await uow.connection.execute(insert(attempt).values(values))


async def forget(uow: UnitOfWork, limit: Limit, subject: str) -> None:
    """Begin anew, after a success."""
    await uow.connection.execute(delete(attempt).where(attempt.c.kind == limit.kind, attempt.c.subject == digest_of(subject)))


async def _newest(uow: UnitOfWork, limit: Limit, subject: str) -> list[dt.datetime]:
    """The newest attempts inside the window, as many as the limit asks for."""
    inside = attempt.c.at > uow.clock.now() - limit.window
    statement = select(attempt.c.at).where(attempt.c.kind == limit.kind, attempt.c.subject == digest_of(subject), inside)
    return list((await uow.connection.execute(statement.order_by(attempt.c.at.desc()).limit(limit.most))).scalars())
