"""Read the audit log: newest entries for pages, leaves from any place on for whoever hashes them."""

from __future__ import annotations

from padu.platform.audit.types import AuditEntry, Leaf
from padu.platform.unit_of_work import UnitOfWork

_NEWEST = """
    select position, at, actor, action, subject, detail from platform.audit_entry
    where %(before)s::bigint is null or position < %(before)s order by position desc limit %(limit)s
"""
_LEAVES = "select position, leaf from platform.audit_entry where position >= %s and position < %s order by position"


async def count(uow: UnitOfWork) -> int:
    """How many entries the log holds; being without gaps, the next one's position."""
    driver = await uow.driver()
    cursor = await driver.execute("select coalesce(max(position) + 1, 0) from platform.audit_entry")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_newest(uow: UnitOfWork, *, limit: int, before: int | None = None) -> list[AuditEntry]:
    """Up to `limit` entries, newest first; only those before position `before` where it is given."""
    driver = await uow.driver()
    cursor = await driver.execute(_NEWEST, {"limit": limit, "before": before})
    names = ("position", "at", "actor", "action", "subject", "detail")
    return [AuditEntry(**dict(zip(names, row, strict=True))) for row in await cursor.fetchall()]


async def read_leaves(uow: UnitOfWork, start: int, end: int) -> list[Leaf]:
    """The entries from position `start` to before `end`, in order: ask for a few thousand at a time."""
    driver = await uow.driver()
    cursor = await driver.execute(_LEAVES, [start, end])
    return [Leaf(position, leaf.encode()) for position, leaf in await cursor.fetchall()]
