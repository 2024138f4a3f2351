"""Defer a job in the caller's transaction."""

from __future__ import annotations

from procrastinate import App, PsycopgConnector
from procrastinate.types import JSONDict

from padu.platform.unit_of_work import UnitOfWork

# Never opened: it only writes rows over connections that callers hand it.
_WRITER = App(connector=PsycopgConnector())


async def defer(uow: UnitOfWork, task: str, arguments: JSONDict, *, queue: str = "default", lock: str | None = None) -> int:
    """Write the job's row in the caller's transaction; a worker runs it after the commit. Returns its number.

    Jobs with the same `lock` run one after the other.
    """
    deferrer = _WRITER.configure_task(task, queue=queue, lock=lock, allow_unknown=True, connection=await uow.driver())
    return await deferrer.defer_async(**arguments)
