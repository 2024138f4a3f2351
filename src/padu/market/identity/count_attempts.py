"""Count failed attempts in a sliding window, by login, by address and by account whose code was tried."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from padu.kernel.ids import new_id
from padu.market.identity import rules
from padu.market.identity.tables import login_attempt
from padu.market.identity.types import AttemptKind, RefusedError
from padu.platform.unit_of_work import UnitOfWork

_CLEARED_AT_ONCE = 100

Subject = tuple[AttemptKind, bytes]


async def take_turns(uow: UnitOfWork, subject: Subject) -> None:
    """Let attempts on one subject follow each other until the transaction ends: those at once would not see each other's failure."""
    number = int.from_bytes(subject[1][:8], "big", signed=True)
    await uow.connection.execute(select(func.pg_advisory_xact_lock(number)))


async def refuse_too_many(uow: UnitOfWork, *subjects: Subject) -> RefusedError | None:
    """The refusal where one of the subjects failed too often of late, else None."""
    now = uow.clock.now()
    locks = [rules.locked_until(await _failures(uow, subject), now, rules.ATTEMPTS[subject[0]]) for subject in subjects]
    if until := max((lock for lock in locks if lock), default=None):
        return RefusedError(
            "identity.too_many_attempts", "too many attempts failed", todo="wait a few minutes, then try again", until=until
        )
    return None


async def record_failure(uow: UnitOfWork, *subjects: Subject) -> None:
    """Write a failure of each subject. What is too old to count is forgotten with it."""
    now = uow.clock.now()
    # A few at a time and never those that another transaction is clearing away, so that nobody waits for anybody.
    too_old = select(login_attempt.c.attempt_id).where(login_attempt.c.at <= now - rules.ATTEMPT_WINDOW)
    cleared = too_old.order_by(login_attempt.c.at).limit(_CLEARED_AT_ONCE).with_for_update(skip_locked=True)
    await uow.connection.execute(delete(login_attempt).where(login_attempt.c.attempt_id.in_(cleared)))
    values = [{"attempt_id": new_id(), "kind": kind, "subject": digest, "at": now} for kind, digest in subjects]
    await uow.connection.execute(insert(login_attempt).values(values))


async def forget_failures(uow: UnitOfWork, subject: Subject) -> None:
    """Begin anew after a success."""
    kind, digest = subject
    await uow.connection.execute(delete(login_attempt).where(login_attempt.c.kind == kind, login_attempt.c.subject == digest))


async def _failures(uow: UnitOfWork, subject: Subject) -> list[dt.datetime]:
    """The newest failures inside the window, as many as the limit asks for."""
    kind, digest = subject
    statement = (
        select(login_attempt.c.at)
        .where(login_attempt.c.kind == kind, login_attempt.c.subject == digest, login_attempt.c.at > uow.clock.now() - rules.ATTEMPT_WINDOW)
        .order_by(login_attempt.c.at.desc())
        .limit(rules.ATTEMPTS[kind])
    )
    return list((await uow.connection.execute(statement)).scalars())
