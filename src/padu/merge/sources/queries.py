"""Read the quarantine for pages and exports, in the order of files and rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from padu.platform.unit_of_work import UnitOfWork

_COLUMNS = "platform, kind, file, row, field, value, code, reason, quarantine_id"


class QuarantinedRow(msgspec.Struct, frozen=True):
    """A record that could not be read, with its place; `quarantine_id` settles ties in paging."""

    platform: str
    kind: str
    file: str
    row: int
    field: str
    value: str
    code: str
    reason: str
    quarantine_id: UUID


async def count_codes(uow: UnitOfWork, run_id: UUID) -> list[tuple[str, int]]:
    """Each reason's code and how many records it quarantined, most frequent first."""
    driver = await uow.driver()
    cursor = await driver.execute("select code, count(*) from merge.quarantine where run_id = %s group by 1 order by 2 desc, 1", [run_id])
    return [(code, count) for code, count in await cursor.fetchall()]


async def page_quarantine(
    uow: UnitOfWork, run_id: UUID, code: str | None, after: tuple[str, int, UUID] | None, limit: int
) -> list[QuarantinedRow]:
    """Up to `limit` rows after (file, row, id), of one code or of all."""
    driver = await uow.driver()
    file, row, last = after or ("", -1, UUID(int=0))
    cursor = await driver.execute(
        f"select {_COLUMNS} from merge.quarantine where run_id = %s and (%s::text is null or code = %s)"  # noqa: S608 - a constant
        " and (file, row, quarantine_id) > (%s, %s, %s) order by file, row, quarantine_id limit %s",
        [run_id, code, code, file, row, last, limit],
    )
    return [QuarantinedRow(*found) for found in await cursor.fetchall()]


async def stream_quarantine(uow: UnitOfWork, run_id: UUID, code: str | None) -> AsyncIterator[QuarantinedRow]:
    """Every row of a run, of one code or of all; some hundred at a time."""
    driver = await uow.driver()
    async with driver.cursor(name="quarantine_export") as cursor:
        await cursor.execute(
            f"select {_COLUMNS} from merge.quarantine where run_id = %s and (%s::text is null or code = %s)"  # noqa: S608 - a constant
            " order by file, row, quarantine_id",
            [run_id, code, code],
        )
        async for found in cursor:
            yield QuarantinedRow(*found)
