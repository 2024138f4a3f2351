"""Jobs that were given up, for whoever looks after them."""

from __future__ import annotations

import datetime as dt

import msgspec

from padu.platform.unit_of_work import UnitOfWork

_FAILED = """
    select j.id, j.task_name, j.attempts, (select max(e.at) from procrastinate.procrastinate_events e where e.job_id = j.id)
    from procrastinate.procrastinate_jobs j where j.status = 'failed' order by j.id desc limit %s
"""


class FailedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was tried `attempts` times, last at `at`, and will not be tried again by itself."""

    number: int
    task: str
    attempts: int
    at: dt.datetime | None


async def list_failed(uow: UnitOfWork, limit: int = 50) -> tuple[FailedJob, ...]:
    """The newest failed jobs of this side."""
    rows = await (await (await uow.driver()).execute(_FAILED, [limit])).fetchall()
    return tuple(FailedJob(number=row[0], task=row[1], attempts=row[2], at=row[3]) for row in rows)
