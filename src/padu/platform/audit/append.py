"""Append to the audit log, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from padu.platform.audit.types import AuditRecord
from padu.platform.audit.write_leaf import write_leaf
from padu.platform.unit_of_work import UnitOfWork

_LOCK = 0x5061647541756469  # "PaduAudi": whoever appends holds it until the transaction ends

_ADD = """
    insert into platform.audit_entry (position, at, leaf)
    select position, %s, leaf from unnest(%s::bigint[], %s::text[]) as entry (position, leaf)
"""


async def append(uow: UnitOfWork, records: Sequence[AuditRecord]) -> range:
    """Append records in their order, at the present moment; returns the positions they got.

    Raises `AuditError` where a record cannot be written, before anything is. Transactions that append queue behind one another
    from here to their end: append last, just before the commit. Needs READ COMMITTED, the default: under a stricter isolation
    two at once may collide on the position and one fails whole.
    """
    at = uow.clock.now()
    for record in records:
        write_leaf(0, at, record)  # refuse before anybody has to wait for us
    if not records:
        return range(0)
    driver = await uow.driver()
    await driver.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    # A statement of its own, so that it sees what was committed while the one above waited.
    cursor = await driver.execute("select coalesce(max(position) + 1, 0) from platform.audit_entry")
    row = await cursor.fetchone()
    first = int(row[0]) if row else 0
    positions = range(first, first + len(records))
    leaves = [write_leaf(position, at, record) for position, record in zip(positions, records, strict=True)]
    await driver.execute(_ADD, [at, list(positions), leaves])
    return positions
